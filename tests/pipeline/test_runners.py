"""Which engine runs, and which options pass."""

import pytest

from pipeline.runners import LOCAL_RUNNER, OptionError, flags_with_values, is_local, pipeline_options


def options(*flags, **known):
    return pipeline_options(flags, **known).get_all_options(drop_default=True)


@pytest.mark.parametrize("flags", [[], ["--runner=DirectRunner"], ["--runner", "DirectRunner"], ["--runner=FnApiRunner"]])
def test_a_local_run_names_its_runner_in_full(flags):
    assert options(*flags) == {"runner": LOCAL_RUNNER, "default_sdk_harness_log_level": "WARNING"}


def test_beams_options_pass_through():
    assert options("--runner=FlinkRunner", "--flink_master", "localhost:8081", "--parallelism=2") == {
        "runner": "FlinkRunner",
        "flink_master": "localhost:8081",
        "parallelism": 2,
        "save_main_session": False,
    }
    assert options("--direct_running_mode=multi_threading", "--direct_num_workers=2") == {
        "runner": LOCAL_RUNNER,
        "default_sdk_harness_log_level": "WARNING",
        "direct_running_mode": "multi_threading",
        "direct_num_workers": 2,
    }


def test_a_stream_on_flink_has_checkpoints_unless_told_otherwise():
    stream = pipeline_options(["--runner=FlinkRunner", "--flink_master=localhost:8081"], streaming=True)
    assert stream.get_all_options()["streaming"] is True
    assert "--checkpointing_interval=60000" in stream._flags
    given = pipeline_options(["--runner=FlinkRunner", "--checkpointing_interval", "5000"], streaming=True)
    assert given._flags == ["--runner=FlinkRunner", "--checkpointing_interval", "5000"]


def test_an_unbounded_graph_is_refused_on_a_runner_that_would_never_write_it():
    with pytest.raises(OptionError, match="needs an engine"):
        pipeline_options([], streaming=True)


@pytest.mark.parametrize(("flags", "local"), [([], True), (["--runner=DirectRunner"], True), (["--runner=PrismRunner"], False)])
def test_what_is_local(flags, local):
    assert is_local(flags) == local


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--runner=DaskRunner"], "DaskRunner is refused"),
        (["--runner", "apache_beam.runners.dask.dask_runner.DaskRunner"], "DaskRunner is refused"),
        (["--no_such_option=1"], "unknown option: --no_such_option=1"),
        (["--direct_num_workers=two"], "invalid int value"),
    ],
)
def test_what_would_go_wrong_later_is_refused_now(flags, said):
    with pytest.raises(OptionError, match=said):
        pipeline_options(flags)


def test_the_command_knows_which_of_beams_options_take_a_value():
    takes = flags_with_values()
    assert (takes["--runner"], takes["--flink_master"], takes["--streaming"]) == (True, True, False)
