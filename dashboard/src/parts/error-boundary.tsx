import { Component, type ReactNode } from 'react';
import { Problem } from './problem.js';

interface Props {
  readonly children: ReactNode;
  /** Where the reader is; somewhere else it is tried anew. */
  readonly place?: string;
}
interface State {
  readonly error: Error | null;
}

/** Shows what a page throws in its place; the shell stays usable. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override componentDidUpdate(before: Props): void {
    if (this.state.error !== null && before.place !== this.props.place) this.setState({ error: null });
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return <Problem error={error} onRetry={() => window.location.reload()} />;
  }
}
