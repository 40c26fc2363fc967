import { type ReactNode, useEffect } from 'react';
import { RequestProblem } from '../../api/problem.js';
import { shownName } from '../../format/format.js';
import { Answered } from '../../parts/answered.js';
import { FirstUsage } from '../../parts/first-usage.js';
import { useView } from '../../view/use-view.js';
import { ErrorKinds } from './error-kinds.js';
import { LifeLine } from './life-line.js';
import { PatternFigures } from './pattern-figures.js';
import { PatternHeader } from './pattern-header.js';
import { Related } from './related.js';
import { Score } from './score.js';
import { useCourse } from './use-course.js';
import { useDrill } from './use-drill.js';
import { UsageHistory } from './usage-history.js';
import { UsageRecord } from './usage-record.js';
import { usePattern } from './use-pattern.js';
import { Verdict } from './verdict.js';

const isUnknown = (error: Error | null): boolean =>
  error instanceof RequestProblem && error.document.status === 404;

/** All of one pattern, from its recommendation down to the single usage. */
export const PatternDetail = ({ id }: { readonly id: string }): ReactNode => {
  const { view } = useView();
  const { usage, at } = useDrill();
  const pattern = usePattern(id);
  const course = useCourse(view, id);
  const isUnused = course.data?.current.usages === 0 && course.data.previous.usages === 0;
  const name = pattern.data === undefined ? 'Pattern' : shownName(pattern.data);

  useEffect(() => {
    document.title = `${name} · Pattern usage`;
  }, [name]);
  useEffect(() => {
    // Newer browsers answer a promise, which React would call when the page is left.
    window.scrollTo(0, 0);
  }, []);

  if (isUnknown(pattern.error)) {
    return (
      <>
        <h1 className="visually-hidden">Unknown pattern</h1>
        <Answered query={pattern} label="Loading the pattern">
          {() => null}
        </Answered>
        <FirstUsage patternId={id} />
      </>
    );
  }
  return (
    <Answered query={pattern} label="Loading the pattern">
      {(known) => (
        <div className="pattern">
          <PatternHeader pattern={known} />
          <LifeLine id={id} />
          <Verdict id={id} />
          <Answered query={course} label="Loading the figures">
            {(data) =>
              isUnused ? (
                <FirstUsage patternId={id} />
              ) : (
                <PatternFigures course={data} subject={name} id={id} firstSeen={known.first_seen} />
              )
            }
          </Answered>
          <div className="pattern-columns">
            {!isUnused && (
              <div className="pattern-main">
                <ErrorKinds id={id} />
                <UsageHistory id={id} />
              </div>
            )}
            <div className="pattern-side">
              <Score id={id} />
              <Related id={id} />
            </div>
          </div>
          {usage !== null && <UsageRecord key={usage} patternId={id} id={usage} at={at ?? ''} />}
        </div>
      )}
    </Answered>
  );
};
