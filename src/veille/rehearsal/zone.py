"""Where a rehearsal plays: Montréal's clock."""

from zoneinfo import ZoneInfo

TIME_ZONE = "America/Toronto"
ZONE = ZoneInfo(TIME_ZONE)
