"""AssignRegion: the place, the country and the region that a story is filed under."""

from transforms.assign_region.step import AssignRegion as AssignRegion
from transforms.assign_region.step import assign_region as assign_region
