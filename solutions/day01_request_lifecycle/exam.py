"""Day 1 from outside: services of the examiner's are asked, and its clients ask real servers.

It counts who loads the service map, and holds the three sources of news until as many ask at once
as must. Pages of the site ask it what to do and stay until they are let go, so it knows how long
each took. Threads that the middleware starts are counted by the kernel, and it must do without any;
nor may others be woken for each request. Requests meet at each step of the middleware's. The kernel
counts how often the event loop is made to wait. Who asks, by which name of the site and for what,
is drawn.
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
from solutions.day01_request_lifecycle.exam_meetings import (
    who_meets_has_its_own_duration,
    who_meets_has_its_own_response,
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
    "who_meets_has_its_own_duration",
    "who_meets_has_its_own_response",
]
