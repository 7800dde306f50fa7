"""What the tests of the command need."""

import pytest

from pipeline.cli import main


@pytest.fixture
def dateline(capsys):
    """Runs the command; gives its exit code, its output and what it said on stderr."""

    def call(*arguments):
        with pytest.raises(SystemExit) as exit_:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return exit_.value.code, printed.out, printed.err

    return call
