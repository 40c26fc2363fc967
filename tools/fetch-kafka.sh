#!/usr/bin/env bash
# Fetches Apache Kafka's jars from Maven Central for the tests, once; needs Maven and Java 17.
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(sed -n 's:.*<version>\([0-9.]*\)</version>.*:\1:p' test/support/kafka/pom.xml | tail -n 1)
target="${XDG_CACHE_HOME:-$HOME/.cache}/pattern-usage-tracker/kafka-$version"
[ -e "$target/complete" ] && [ -e "$target/kafka-tools-$version.jar" ] && exit 0
mkdir -p "$target"
mvn -q -B -f test/support/kafka/pom.xml org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
  -DincludeScope=runtime -DoutputDirectory="$target"
touch "$target/complete"
