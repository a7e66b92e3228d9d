"""The project checks itself: are its verdicts sound, does its harness keep its promises?"""
