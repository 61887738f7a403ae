"""Claims: who says so, who denies it, and which figures stand against each other."""

import streamlit as st

from geo import caption, summarise
from geo import chart as charts
from pages.parts import card, chosen, figure, lists, state, store, tables

prepared, link = store.current(), state.current()
records = chosen.records(link.selection)
dark = figure.dark()

tables.headline(link, shown=len(records))
if link.record_id:
    card.draw(link.record_id)

table = summarise.claims(records)
one_sided, contested = summarise.one_sided(records), summarise.contested(records)
words = caption.claims(table, records=len(records), one_sided=len(one_sided), contested=len(contested))
left, right = st.columns(2, gap="medium")
with left:
    who = charts.claims(table, subtitle=chosen.words(link), description=caption.joined(words), dark=dark)
    figure.draw(who, table, key="claims", words=words)
with right:
    standing = charts.standing(table, description=caption.joined(words), dark=dark)
    figure.draw(standing, table, key="standing", words=(caption.joined(words[1:]),))

denied = summarise.denials(records)
words = caption.denials(denied, contested=len(contested))
figure.draw(charts.denials(denied, description=caption.joined(words), dark=dark), denied, key="denials", words=words)

figures = summarise.side_by_side(records, chosen.attempts(link.selection), areas=prepared.area_names)
lists.figures(figures, dark=dark)
lists.records("denied or told otherwise by a named party", contested, key="contested")
lists.records("said by one side alone", one_sided, key="one_sided")
