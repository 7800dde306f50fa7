"""A stream on an engine, on a fast clock, to be killed: started by test_unbounded.py in a process group of its own.

Arguments: feed list, lake, the clock's origin and speed, Beam's flags. SIGTERM drains it.
"""

import signal
import sys
import threading

import apache_beam as beam

from pipeline.account import account_of
from pipeline.graph import Job, Stream, build
from pipeline.runners import pipeline_options
from pipeline.stream import Drain
from pipeline.watched_list import WatchedList
from tests.engines.fast_clock import FastClock
from transforms.http import HttpOptions
from transforms.instants import system_clock
from transforms.ticks import Ticks
from transforms.write_lake import Lake

FAST = HttpOptions(allow_private_hosts=True, feed_delay_s=0.0)


def main(feeds, lake, origin, speed, *flags):
    clock = FastClock(int(origin), int(speed))
    storage = Lake.create_or_open(lake).storage
    drain = Drain(lake, "_streams/test.json", system_clock())
    # Half a second between ticks, and a second a window, by the machine's clock.
    stream = Stream(Ticks(0.5, drain, clock), WatchedList(feeds), window_s=clock.speed, ledger_s=5 * clock.speed)
    pipeline = beam.Pipeline(options=pipeline_options(flags, streaming=True))
    build(pipeline, Job(lake=lake, run_at=clock(), http=FAST, clock=clock, shards=2, stream=stream))
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    result = pipeline.run()
    ended.wait()
    storage.publish(drain.path, b'{"at": %d}' % system_clock())
    print(result.wait_until_finish(), dict(account_of(result).counts), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
