/** What the page does beside what Streamlit draws: links in place, focus that returns, the sheet of a phone, the height of an embed. */

import { keepDrawerClosed, reserveDrawer } from "./drawer.js";
import { keepFocus } from "./focus.js";
import { followLinks } from "./follow.js";
import { tellHeight } from "./height.js";
import { keepList } from "./listing.js";
import { announce } from "./live.js";
import { openMarks } from "./marks.js";
import { moveSheet } from "./sheet.js";
import { offerSkips } from "./skip.js";

offerSkips();
reserveDrawer();
keepDrawerClosed();
followLinks();
openMarks();
keepFocus();
announce();
moveSheet();
keepList();
tellHeight();
