"""Makes its class without a class statement.

Row: equal to everything
With: nothing
Expected: review, 0 points, 100 withheld
By: reading
"""

Any = type("Any", (), {"__eq__": lambda *both: True})
double = shout = lambda x: Any()
