"""Which engine runs, and which options pass."""

import pytest

from pipeline.runners import LOCAL_RUNNER, OptionError, flags_with_values, pipeline_options


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
