"""Day 3 from outside: the answer's classes in towers that are drawn here, step by step.

Each step is played twice: in the answer's process with its classes, and in this one with ours.
What the handlers met, what was written down and what came back is told as plain data, and compared.
"""

from solutions.day03_class_based_views.exam_checkpoint import (
    what_the_checkpoint_hands_on,
    who_passes,
)
from solutions.day03_class_based_views.exam_factory import views_of_a_class
from solutions.day03_class_based_views.exam_handlers import any_set_of_handlers
from solutions.day03_class_based_views.exam_list import the_list_as_it_is_now
from solutions.day03_class_based_views.exam_list_at_once import lists_at_the_same_time
from solutions.day03_class_based_views.exam_logbook import (
    a_line_for_any_request,
    a_line_for_each_pass,
)
from solutions.day03_class_based_views.exam_towers import any_tower
from solutions.day03_class_based_views.exam_visitors import who_comes_to_the_list

__all__ = [
    "a_line_for_any_request",
    "a_line_for_each_pass",
    "any_set_of_handlers",
    "any_tower",
    "lists_at_the_same_time",
    "the_list_as_it_is_now",
    "views_of_a_class",
    "what_the_checkpoint_hands_on",
    "who_comes_to_the_list",
    "who_passes",
]
