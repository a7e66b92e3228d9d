def dropped(exam): pass
def once(exam): pass
def at_once(exam): pass
