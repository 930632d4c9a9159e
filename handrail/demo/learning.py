"""Example 3 of the source article: what was learned from incidents, shared across the service."""

from handrail.demo.near_miss import look_again
from handrail.demo.player import Phone, Player

TITLE = "Incident learning, shared across the service"

CHECKS = (
    ("2026-07-07 08:30", "Day", "I saw it done"),
    ("2026-07-09 12:20", "Day", "I saw it done"),
    ("2026-07-11 17:40", "Weekend day", "I asked about it"),
    ("2026-07-12 08:35", "Weekend day", "I saw it done"),
    ("2026-07-14 21:50", "Night", "I saw it done"),
)
"""When, which shift, how: each noted when it is seen. The fourth finds a gap."""

FINDS_A_GAP = CHECKS[3]


def play(player: Player) -> None:
    """A lesson of the two events before, until it is known whether it holds."""
    _lesson(player)
    _shared(player)
    _told_the_last(player)
    _in_practice(player)
    look_again(player)
    _fewer(player)
    _embedded(player)


def _lesson(player: Player) -> None:
    player.comes("2026-06-15 10:00", "Step 1. The registered manager writes down what was learned")
    manager = player.manager
    manager.opens()
    manager.taps("More", "Start learning")
    manager.writes("Medicine rounds that are broken off lead to doses given twice or left out.")
    manager.taps("No")
    manager.writes("At each round one named person answers the bells. Early doses go on the sheet.")
    manager.taps("Care workers", "Seniors", "Agency and bank staff", "Done", "Skip", "This week")
    manager.taps("Watch how it is done", "Count events again", "Done", "Medicine")
    manager.taps("Each, side by side", "Ruth Adeyemi")
    manager.taps("+ From cases", "INC-26-0001", "NM-26-0001", "Done")
    manager.sends(after=9)


def _shared(player: Player) -> None:
    player.step("Step 2. The deputy manager shares it and records who understood")
    player.comes("2026-06-15 16:00")
    deputy = player.deputy
    deputy.taps("I've got this")
    _briefing(deputy)
    _read(player)
    player.comes("2026-06-19 14:00")
    deputy.opens()
    deputy.taps("LRN-26-0001: telling staff", "Note who was told")
    deputy.writes("Nobody is called away from a medicine round. Early doses go on the sheet.")
    deputy.taps("A briefing in the chat", "At handover", "Done")
    _told(deputy, due=4, have=3)
    deputy.taps("No", "Agency, not back yet", "Done")
    deputy.writes("29/6 19:30")
    deputy.sends(after=9)


def _told_the_last(player: Player) -> None:
    """Whoever had not had it is not forgotten: the day that was named brings it up again."""
    player.comes("2026-06-29 20:10")
    deputy = player.deputy
    deputy.taps("I've got this", "Note who was told")
    deputy.writes("Nobody is called away from a medicine round. Early doses go on the sheet.")
    deputy.taps("At handover", "Done")
    _told(deputy, due=4, have=4)
    deputy.taps("Yes")
    deputy.sends(after=2)


def _told(deputy: Phone, *, due: int, have: int) -> None:
    """Three have a chat here; an agency worker has none. Who has it has said it back."""
    for number in (due, have, have):
        deputy.writes(str(number))


def _briefing(deputy: Phone) -> None:
    """Written, seen as staff will see it, and sent."""
    deputy.taps("Write a briefing")
    deputy.writes("Leave whoever gives medicines to their round")
    deputy.writes("A round was broken off by a bell. A dose was nearly left out. Nobody was hurt.")
    deputy.writes("One named person answers the bells. Write early doses on the handover sheet.")
    deputy.taps("Tomorrow")
    deputy.writes("Whoever is called away in the middle can forget where they were.")
    deputy.writes("You give medicines and a bell rings. What first?")
    deputy.writes("Finish this dose and its chart")
    deputy.writes("Go to the bell at once")
    deputy.taps("Skip")
    deputy.writes("The named person goes to the bell, so the round stays whole.")
    deputy.taps("No", "Some roles", "Care worker", "Senior", "Team leader", "Done", "No")
    deputy.sends(after=9)


def _read(player: Player) -> None:
    """Each at work, in their own time; a wrong answer teaches and is asked again."""
    player.comes("2026-06-16 07:30")
    worker, senior, leader = player.worker, player.senior, player.leader
    worker.opens()
    worker.taps("I'm on duty")
    senior.opens()
    senior.taps("I'm on duty", "I've read this", "Finish this dose and its chart")
    player.comes("2026-06-16 10:40")
    worker.taps("I've read this", "Go to the bell at once")
    player.comes("2026-06-17 13:00")
    worker.taps("Finish this dose and its chart")
    player.comes("2026-06-17 15:00")
    leader.opens()
    leader.taps("I'm on duty", "I've read this", "Finish this dose and its chart")


def _in_practice(player: Player) -> None:
    player.step("Step 3. The team leader checks whether it is done in practice")
    player.comes("2026-07-03 15:00")
    leader = player.leader
    leader.taps("I've got this")
    for check in CHECKS:
        when, shift, how = check
        player.comes(when)
        leader.taps("Note what you see", "Yes", "Just now", shift, how)
        if check is FINDS_A_GAP:
            _gap(leader)
        else:
            leader.taps("Yes")
        leader.sends(after=1)
        if check is FINDS_A_GAP:
            _put_right(player)
    leader.taps("Put the checks together")
    leader.writes("Whoever gives medicines is left alone, by day and by night.")
    leader.sends(after=2)


def _gap(leader: Phone) -> None:
    """What is missing becomes an action while there is still time to see it work."""
    leader.taps("Partly")
    leader.writes("The named person was on a break, and nobody had stepped in.")
    leader.taps("Talked it through", "A new action")
    leader.writes("The rota names a stand-in for the break of whoever answers the bells.")
    leader.taps("Staffing or workload", "Workload or staffing", "Sam Okoro", "In a week")
    leader.taps("We watch it being done", "No")


def _put_right(player: Player) -> None:
    player.comes("2026-07-12 13:00")
    player.senior.taps("I've got this")
    player.comes("2026-07-14 14:00")
    player.senior.taps("Say how it stands", "Yes, it is done")
    player.senior.writes("The stand-in is on the rota, and took over twice this week.")
    player.senior.taps("Just now", "I have seen it in use", "Done")
    player.senior.sends(after=9)


def _fewer(player: Player) -> None:
    player.step("Step 4. The quality lead compares before and after")
    player.comes("2026-09-14 15:00")
    quality = player.quality
    quality.taps("I've got this", "Say whether it worked", "Days", "Nothing that we know", "Done")
    quality.taps("Keep it as our way", "+ In your own words")
    quality.writes("None since, but the counts are small. The checks in practice say more.")
    quality.sends(after=9)


def _embedded(player: Player) -> None:
    player.step("Step 5. The registered manager concludes whether it is embedded")
    player.comes("2026-09-15 09:30")
    manager = player.manager
    manager.taps("I've got this", "Look back and decide", "Yes, the provider read it too")
    manager.taps("Yes, all of them")
    manager.taps("I saw the order, rota or paper", "Done", "Too early to say")
    manager.taps("No", "Mostly", "Yes, all of it")
    manager.writes("Bells need a named person at every round, with somebody for their break.")
    manager.taps("It worked: close it", "+ Measure")
    manager.writes("No event since; too few to say it fell. Done as agreed in 4 of 5 checks.")
    manager.sends(after=9)
