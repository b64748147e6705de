"""The exam-date plan: which items to ask today so that the expected score on the day is largest.

Each day of the plan gets a price for a minute; every item acts alone against those prices, and is
asked in the order of what would be lost by waiting. Pure NumPy; reads no clock.

``grid`` holds what memory does to an item, ``calendar`` the days, ``prices`` finds the prices,
``bids`` ranks the items of a day, ``planner`` carries a plan from day to day, ``forecast`` says
what it is expected to come to.
"""
