"""Claims: who says so, who denies it, and which figures stand against each other."""

import streamlit as st

from geo import summarise
from geo.present import caption
from geo.present import chart as charts
from pages.blocks import chart, claim_lists, headline, record_panel
from pages.session import view as session

view = session.current()

headline.draw(view, page="claims")
table = summarise.claims(view.records)
one_sided, contested = summarise.one_sided(view.records), summarise.contested(view.records)
claim_lists.figures(view)
claim_lists.records("denied or told otherwise by a named party", contested, view=view, key="contested")

words = caption.claims(table, records=len(view.rows), one_sided=len(one_sided), contested=len(contested))
left, right = st.columns(2, gap="medium")
with left:
    chart.draw(charts.claims, table, subtitle=view.words, key="claims", words=words)
with right:
    chart.draw(charts.standing, table, key="standing", words=words[1:])
denied = summarise.denials(view.records)
chart.draw(charts.denials, denied, key="denials", words=caption.denials(denied, contested=len(contested)))

claim_lists.records("said by one side alone", one_sided, view=view, key="one_sided")
record_panel.draw(view)
