"""`WriteLake` and what it stands on: the lake is the ledger, `commit` the one place where rows become visible."""

from transforms.write_lake.commit import Committed as Committed
from transforms.write_lake.commit import commit as commit
from transforms.write_lake.lake import Lake as Lake
from transforms.write_lake.lake import LakeFile as LakeFile
from transforms.write_lake.lake import PartitionFilter as PartitionFilter
from transforms.write_lake.lake import parse_partition as parse_partition
from transforms.write_lake.lake import partition_path as partition_path
from transforms.write_lake.lake import read_columns as read_columns
from transforms.write_lake.lake import read_file as read_file
from transforms.write_lake.lake import read_rows as read_rows
from transforms.write_lake.rewriting import Rewritten as Rewritten
from transforms.write_lake.rewriting import empty_trash as empty_trash
from transforms.write_lake.rewriting import finish_interrupted as finish_interrupted
from transforms.write_lake.rewriting import local_storage as local_storage
from transforms.write_lake.rewriting import rewrite as rewrite
from transforms.write_lake.storage import LakeBusyError as LakeBusyError
from transforms.write_lake.storage import LakeError as LakeError
from transforms.write_lake.write_lake import WriteLake as WriteLake
from transforms.write_lake.write_lake import WriteTable as WriteTable
from transforms.write_lake.write_lake import Written as Written
