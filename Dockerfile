# Build with everything, run with what production needs.
FROM node:24.11.1-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY dashboard/package.json ./dashboard/
RUN npm ci
COPY tsconfig.json tsconfig.build.json nest-cli.json ./
COPY bench ./bench
COPY dashboard ./dashboard
COPY db ./db
COPY docs/openapi.json ./docs/
COPY src ./src
COPY tools ./tools
RUN npm run build && npm prune --omit=dev

FROM node:24.11.1-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8053 OTLP_GRPC_PORT=4317 DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist/db ./dist/db
COPY --from=build /app/dist/src ./dist/src
COPY --from=build /app/dashboard/dist ./dashboard/dist
# The embedded store's directory, for a container without DATABASE_URL.
RUN install -d -o 1000 -g 1000 -m 0700 /data
VOLUME /data
USER 1000:1000
EXPOSE 8053 4317
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/src/main.js"]
