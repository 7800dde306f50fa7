"""`read_poll`: what one answer of a feed's server means. Pure: the decisions of a poll, without its requests."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from schemas import Entry, Feed, Poll, Reject, Unusable
from transforms.http import FetchError, Response, retry_after, status_error
from transforms.ids import digest
from transforms.instants import day_of
from transforms.poll_feeds.cadence import SHORTEST_S, after_failure, after_success, arrivals, density, interval_s, weight
from transforms.poll_feeds.identity import entry_key, entry_versions
from transforms.poll_feeds.parse_feed import ParsedFeed, parse_feed
from transforms.poll_feeds.state import FeedState, address_of
from transforms.rejecting import reject

STAGE = "PollFeeds"
_DAY = 86_400_000_000
_PERMANENT = frozenset({301, 308})


@dataclasses.dataclass(frozen=True, slots=True)
class Polled:
    """What a poll gave: always a row; entries where there is a document that was not read before; the sitemaps of an index."""

    poll: Poll
    entries: tuple[Entry, ...] = ()
    reject: Reject | None = None
    unchanged: bool = False
    children: tuple[str, ...] = ()


def read_poll(feed: Feed, state: FeedState, answer: Response | FetchError, polled_at: int, *, own_network: bool = True) -> Polled:
    """The row, the entries and the refusal of one answer.

    Every entry of a new document is given, also those that the last one held: what is known is the ledger's to say.
    A row always carries what the next poll needs: where this one failed or found nothing new, what the last one knew.

    Args:
      own_network: False where the network of the run itself was down, so that its errors count against no feed.
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
        entry_versions=[state.versions.get(key, "") for key in sorted(state.entry_keys)] if state.versions else [],
        arrivals_per_day=state.arrivals_per_day,
    )
    if isinstance(answer, FetchError):
        return Polled(_failed(row, state, answer) if own_network else _offline(row, state, answer))
    row = dataclasses.replace(row, final_url=answer.url, status=answer.status, bytes=len(answer.body), duration_ms=answer.duration_ms)
    if answer.status == 304:
        if not state.validators:
            return Polled(_failed(row, state, FetchError("unexpected-304", "304 to a request without validators", status=304)))
        return Polled(_unchanged(_moving(row, feed, state, answer), state, answer), unchanged=True)
    if answer.status not in {200, 203}:
        wait = retry_after(answer.headers, polled_at)
        return Polled(_failed(row, state, status_error(answer.status, answer.url, retry_after=wait)))
    body_hash = digest(answer.body)
    if state.revalidate and body_hash == state.body_hash:
        return Polled(_unchanged(_moving(row, feed, state, answer), state, answer), unchanged=True)
    try:
        parsed = parse_feed(answer.body, feed=feed, headers=answer.headers, url=answer.url, seen_at=polled_at)
    except Unusable as unusable:
        return _refused(row, state, answer, unusable.reason, unusable.detail)
    except Exception as error:  # a fault of our own costs this feed and no other
        return _refused(row, state, answer, "error", f"{type(error).__name__}: {error}")
    versions = entry_versions(parsed.entries)
    row = _read(_moving(row, feed, state, answer), state, answer, body_hash, parsed, versions)
    assert row.entries == row.entries_new + row.entries_updated + row.entries_known + row.entries_dropped, row
    entries = (
        dataclasses.replace(entry, is_changed=True) if _is_changed(entry_key(entry), versions, state) else entry for entry in parsed.entries
    )
    return Polled(row, tuple(entries), children=parsed.children)


def _is_changed(key: str, versions: Mapping[str, str], state: FeedState) -> bool:
    return state.versions.get(key, versions[key]) != versions[key]


def _read(row: Poll, state: FeedState, answer: Response, body_hash: str, parsed: ParsedFeed, versions: Mapping[str, str]) -> Poll:
    keys = sorted(versions)
    shown_before = sum(key in state.entry_keys for key in keys)
    updated = sum(_is_changed(key, versions, state) for key in keys)
    new = len(keys) - shown_before
    published = [entry.published_at for entry in parsed.entries if entry.published_at is not None]
    gap = bool(keys and state.entry_keys and not shown_before)
    missed = _missed(published, new, row.polled_at, state) if gap else 0
    rate = density(published)
    if state.good_at is not None:
        rate = arrivals(state.arrivals_per_day, new + missed, (row.polled_at - state.good_at) / 1e6)
    row = dataclasses.replace(
        row,
        title=parsed.title,
        format=parsed.format,
        entries=parsed.total,
        entries_new=new,
        entries_updated=updated,
        entries_known=shown_before - updated,
        entries_dropped=parsed.total - len(keys),
        dropped=", ".join(f"{count} {reason}" for reason, count in sorted(parsed.dropped.items())) or None,
        entry_keys=keys,
        entry_versions=[versions[key] for key in keys],
        arrivals_per_day=rate,
        gap=gap,
        entries_missed=missed,
        next_poll_at=after_success(row.polled_at, answer.headers, parsed.min_interval_s, interval_s(rate, len(keys) or 1)),
    )
    if parsed.cut_off:
        # With its validators or its hash kept, the rest of it would never be asked for.
        return dataclasses.replace(row, error_class="truncated", error="the document ends early; its whole entries were taken")
    if parsed.children:
        # Its sitemaps may change where it does not: it has to be read each time.
        return dataclasses.replace(row, body_hash=None, etag=None, last_modified=None)
    return dataclasses.replace(row, body_hash=body_hash, etag=answer.headers.get("etag"), last_modified=answer.headers.get("last-modified"))


def _missed(published: list[int], new: int, polled_at: int, state: FeedState) -> int:
    """How many entries came and went, by estimate: as many as fit, at the document's own pace, between the last poll and its oldest entry.

    None where its dates reach back to the last poll: then the ids have changed, and nothing is missing.
    """
    since = state.good_at or state.polled_at or polled_at
    pace = density(published)
    if pace is not None:
        return max(0, round(pace * (min(published) - since) / _DAY))
    return max(0, round((state.arrivals_per_day or 0.0) * (polled_at - since) / _DAY) - new)


def _refused(row: Poll, state: FeedState, answer: Response, reason: str, detail: str) -> Polled:
    """A document that could not be read: its bytes are kept."""
    refused = reject(STAGE, reason, row.polled_at, error=detail or None, origin=answer.url, feed_url=row.feed_url, payload=answer.body)
    return Polled(_failed(row, state, FetchError(reason, detail, status=answer.status)), reject=refused)


def _unchanged(row: Poll, state: FeedState, answer: Response) -> Poll:
    """304 may leave validators out (RFC 9110 §15.4.5); those that it names are the new ones, as those of a 200 are."""
    kept = answer.status == 304
    rate = state.arrivals_per_day
    if state.good_at is not None:
        rate = arrivals(rate, 0, (row.polled_at - state.good_at) / 1e6)
    return dataclasses.replace(
        row,
        etag=answer.headers.get("etag", row.etag if kept else None),
        last_modified=answer.headers.get("last-modified", row.last_modified if kept else None),
        arrivals_per_day=rate,
        next_poll_at=after_success(row.polled_at, answer.headers, None, interval_s(rate, len(row.entry_keys) or 1)),
    )


def _moving(row: Poll, feed: Feed, state: FeedState, answer: Response) -> Poll:
    """The row with where nothing but permanent redirects led (RFC 9110 §15.4.2, §15.4.9), and how often they did so in a row."""
    if answer.hops and all(status in _PERMANENT for status, _ in answer.hops):
        if answer.url == state.permanent_url:
            since, sightings = state.permanent_since, state.permanent_sightings + 1
        else:
            since, sightings = row.polled_at, 1
        return dataclasses.replace(row, permanent_url=answer.url, permanent_since=since, permanent_sightings=sightings)
    if not answer.hops and answer.url == address_of(feed, state, row.polled_at) != feed.url:
        # Asked where it has moved to, and there it is.
        return _still_moved(row, state)
    return row


def _still_moved(row: Poll, state: FeedState) -> Poll:
    return dataclasses.replace(
        row,
        permanent_url=state.permanent_url,
        permanent_since=state.permanent_since,
        permanent_sightings=state.permanent_sightings,
    )


def _failed(row: Poll, state: FeedState, error: FetchError) -> Poll:
    """A failed poll. What is gone (410) begins a count of its own; a move that leads to a failure is forgotten: the list's URL is asked."""
    begins = state.failing_since is None or (error.status == 410 and state.error_class != "http-410")
    failures = (0.0 if begins else state.failures) + weight(error.reason)
    since = row.polled_at if begins else state.failing_since
    due = after_failure(
        row.polled_at,
        row.feed_url,
        failures,
        own_interval_s=interval_s(state.arrivals_per_day, len(state.entry_keys) or 1),
        failing_since=since,
        status=error.status,
        retry_after=error.retry_after,
    )
    if state.moved_to(row.polled_at) is None:
        row = _still_moved(row, state)
    return dataclasses.replace(_erroneous(row, error), failures=failures, failing_since=since, next_poll_at=due)


def _offline(row: Poll, state: FeedState, error: FetchError) -> Poll:
    """A poll that failed because our own network did: all is as it was, and the feed is due as soon as may be."""
    return dataclasses.replace(
        _erroneous(_still_moved(row, state), error),
        failures=state.failures,
        failing_since=state.failing_since,
        next_poll_at=row.polled_at + SHORTEST_S * 1_000_000,
    )


def _erroneous(row: Poll, error: FetchError) -> Poll:
    return dataclasses.replace(row, final_url=row.final_url or error.url, status=error.status, error_class=error.reason, error=str(error))
