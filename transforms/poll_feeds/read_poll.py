"""`read_poll`: what one answer of a feed's server means. Pure: the decisions of a poll, without its requests."""

from __future__ import annotations

import dataclasses

from schemas import Entry, Feed, Poll, Reject, Unusable
from transforms.http import FetchError, Response, retry_after, status_error
from transforms.ids import digest
from transforms.instants import day_of
from transforms.poll_feeds.cadence import after_failure, after_success
from transforms.poll_feeds.parse_feed import ParsedFeed, parse_feed
from transforms.poll_feeds.state import FeedState
from transforms.rejecting import reject

STAGE = "PollFeeds"


@dataclasses.dataclass(frozen=True, slots=True)
class Polled:
    """What a poll gave: always a row; entries where there is a document that was not read before."""

    poll: Poll
    entries: tuple[Entry, ...] = ()
    reject: Reject | None = None
    unchanged: bool = False


def entry_key(entry: Entry) -> str:
    """The 64-bit hex key by which a `polls` row remembers an entry."""
    return entry.sighting_id[:16]


def read_poll(feed: Feed, state: FeedState, answer: Response | FetchError, polled_at: int) -> Polled:
    """The row, the entries and the refusal of one answer.

    Every entry of a new document is given, also those that the last one held: what is known is the ledger's to say.
    A row always carries what the next poll needs: where this one failed or found nothing new, what the last one knew.
    """
    row = Poll(
        poll_id=digest("poll", feed.url, str(polled_at)),
        feed_url=feed.url,
        polled_at=polled_at,
        date=day_of(polled_at),
        etag=state.etag,
        last_modified=state.last_modified,
        body_hash=state.body_hash,
        entry_keys=sorted(state.entry_keys),
    )
    if isinstance(answer, FetchError):
        return Polled(_failed(row, state, answer))
    row = dataclasses.replace(row, final_url=answer.url, status=answer.status, bytes=len(answer.body), duration_ms=answer.duration_ms)
    if answer.status == 304:
        if not state.validators:
            return Polled(_failed(row, state, FetchError("unexpected-304", "304 to a request without validators", status=304)))
        return Polled(_unchanged(row, answer), unchanged=True)
    if answer.status not in {200, 203}:
        wait = retry_after(answer.headers, polled_at)
        return Polled(_failed(row, state, status_error(answer.status, answer.url, retry_after=wait)))
    body_hash = digest(answer.body)
    if state.revalidate and body_hash == state.body_hash:
        return Polled(_unchanged(row, answer), unchanged=True)
    try:
        parsed = parse_feed(answer.body, feed=feed, headers=answer.headers, url=answer.url, seen_at=polled_at)
    except Unusable as unusable:
        return _refused(row, state, answer, unusable.reason, unusable.detail)
    except Exception as error:  # a fault of our own costs this feed and no other
        return _refused(row, state, answer, "error", f"{type(error).__name__}: {error}")
    return Polled(_read(row, state, answer, body_hash, parsed), tuple(parsed.entries))


def _read(row: Poll, state: FeedState, answer: Response, body_hash: str, parsed: ParsedFeed) -> Poll:
    keys = sorted(entry_key(entry) for entry in parsed.entries)
    known = sum(key in state.entry_keys for key in keys)
    row = dataclasses.replace(
        row,
        title=parsed.title,
        format=parsed.format,
        entries=parsed.total,
        entries_new=len(keys) - known,
        entries_known=known,
        entries_dropped=parsed.total - len(keys),
        entry_keys=keys,
        next_poll_at=after_success(row.polled_at, answer.headers, parsed.min_interval_s),
    )
    if parsed.cut_off:
        # With its validators or its hash kept, the rest of it would never be asked for.
        return dataclasses.replace(row, error_class="truncated", error="the document ends early; its whole entries were taken")
    return dataclasses.replace(row, body_hash=body_hash, etag=answer.headers.get("etag"), last_modified=answer.headers.get("last-modified"))


def _refused(row: Poll, state: FeedState, answer: Response, reason: str, detail: str) -> Polled:
    """A document that could not be read: its bytes are kept."""
    refused = reject(STAGE, reason, row.polled_at, error=detail or None, origin=answer.url, feed_url=row.feed_url, payload=answer.body)
    return Polled(_failed(row, state, FetchError(reason, detail, status=answer.status)), reject=refused)


def _unchanged(row: Poll, answer: Response) -> Poll:
    """304 may leave validators out (RFC 9110 §15.4.5); those that it names are the new ones, as those of a 200 are."""
    kept = answer.status == 304
    return dataclasses.replace(
        row,
        etag=answer.headers.get("etag", row.etag if kept else None),
        last_modified=answer.headers.get("last-modified", row.last_modified if kept else None),
        next_poll_at=after_success(row.polled_at, answer.headers, None),
    )


def _failed(row: Poll, state: FeedState, error: FetchError) -> Poll:
    return dataclasses.replace(
        row,
        final_url=row.final_url or error.url,
        status=error.status,
        error_class=error.reason,
        error=str(error),
        next_poll_at=after_failure(row.polled_at, row.feed_url, state.failures + 1, status=error.status, retry_after=error.retry_after),
    )
