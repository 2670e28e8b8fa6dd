"""The demonstration: what happened in 2016 to 2018, played through the engine at the moments of then, and open cases.

Countries, dates, topics and figures are those that CONNECT published. Nothing is known of persons, so accounts are named
by their role. Where the date of a step is not known it is derived from those that are.
"""
