"""make doctor: is this machine fit for the katas?"""
