"""PollFeeds: feeds to entries, each poll on record."""

from transforms.poll_feeds.identity import entry_key as entry_key
from transforms.poll_feeds.identity import entry_versions as entry_versions
from transforms.poll_feeds.keep_polling import KeepPolling as KeepPolling
from transforms.poll_feeds.parse_feed import ParsedFeed as ParsedFeed
from transforms.poll_feeds.parse_feed import parse_feed as parse_feed
from transforms.poll_feeds.poll_feeds import POLLS as POLLS
from transforms.poll_feeds.poll_feeds import PollFeeds as PollFeeds
from transforms.poll_feeds.read_poll import read_poll as read_poll
from transforms.poll_feeds.state import POLL_MEMORY_DAYS as POLL_MEMORY_DAYS
from transforms.poll_feeds.state import FeedState as FeedState
from transforms.poll_feeds.state import States as States
from transforms.poll_feeds.state import address_of as address_of
from transforms.poll_feeds.state import facing as facing
from transforms.poll_feeds.state import no_states as no_states
from transforms.poll_feeds.state import state_after as state_after
from transforms.poll_feeds.take_due import TakeDue as TakeDue
from transforms.poll_feeds.take_due import take_due as take_due
