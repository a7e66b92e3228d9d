"""Day 1 from outside: the map is loaded from the examiner, and its clients ask real servers.

The service map and the three sources of news are services of the examiner's: it counts the loadings
and holds the news. Pages of the site ask it what to do, and stay in there until it lets them go, so
what a request took is known here. Only whether the middleware stops the loop for a moment, and
hops that a response needs beyond those that are tried without any thread, are told inside.
"""

from solutions.day01_request_lifecycle.exam_clock import (
    each_duration_is_right_and_hundreds_are_served,
    overlapping_requests_are_told_apart,
)
from solutions.day01_request_lifecycle.exam_load import (
    twenty_clients_on_each_server,
)
from solutions.day01_request_lifecycle.exam_loop import (
    dashboards_wait_side_by_side,
    news_is_waited_for_and_needs_no_thread,
)
from solutions.day01_request_lifecycle.exam_set_up import (
    each_building_loads_the_map_once,
    processes_load_the_map_when_they_build,
)
from solutions.day01_request_lifecycle.exam_way_out import (
    a_real_server_sends_both_headers,
    any_response_bears_both_headers,
)

__all__ = [
    "a_real_server_sends_both_headers",
    "any_response_bears_both_headers",
    "dashboards_wait_side_by_side",
    "each_building_loads_the_map_once",
    "each_duration_is_right_and_hundreds_are_served",
    "news_is_waited_for_and_needs_no_thread",
    "overlapping_requests_are_told_apart",
    "processes_load_the_map_when_they_build",
    "twenty_clients_on_each_server",
]
