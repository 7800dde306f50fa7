"""How the transforms are put together and run: the graph, the command, and the upkeep of the lake."""
