# bars: one bar a row, in the order of the rows, with its interval; "n.a." or "suppressed" without a value.
#
# data: a table with tabs: label, place from the bottom (1, 2...), value, lower, upper, mark, series (1, 2...)
#       mark: 0 value, 1 low reliability, 2 n.a., 3 suppressed, 4 break in series; what is missing is NaN
# optional: series[] and n_series (names, number), overall and overall_label (a line there), rows (the last
#       place), x_min, x_max, x_limit (an interval that goes on is cut there, and its end told)
if (!exists("themed")) load ARG0[1:strlen(ARG0) - strlen("bars.gp")] . "theme.gp"
if (!exists("n_series")) n_series = 1
if (!exists("rows")) { stats data using 2 nooutput; rows = STATS_max }
if (!exists("half")) half = 0.36

middle(place, series) = place + half * (1 - (2 * series - 1.0) / n_series)
low(place, series) = middle(place, series) - half / n_series
high(place, series) = middle(place, series) + half / n_series
cut(x) = exists("x_limit") && x > x_limit ? x_limit : x
beyond(x) = x > cut(x) ? " (to " . number(x) . ")" : ""
text(value, mark) = number(value) . (valid(5) ? beyond(column(5)) : "") . (mark == 4 ? "  break" : "")

set yrange [0.4:rows + 0.6]
set xrange [*<0:*]
if (exists("x_min")) { set xrange [x_min:x_max] }
unset ytics
set grid noytics
set border 1
if (n_series > 1) {
    set key at screen 1 - across(16), 1 - up(62) right top horizontal Right samplen 1.2 width 1
    set key on textcolor rgb ink
}
if (exists("overall")) {
    set arrow from overall, graph 0 to overall, graph 1 nohead back \
        linecolor rgb silver dashtype 2 linewidth 1.2
    set label 5 overall_label at overall, graph 1 offset 0, 0.6 center font size(11) textcolor rgb ink
}
plot \
    for [s = 1:n_series] data \
        using 3:($7 == s && shown($6) ? middle($2, s) : NaN):(0):3:(low($2, s)):(high($2, s)) \
        with boxxyerror fillcolor rgb fills[s] fillstyle solid 1 noborder notitle, \
    for [s = 1:n_series] data \
        using 3:($7 == s && $6 == 1 ? middle($2, s) : NaN):(0):3:(low($2, s)):(high($2, s)) \
        with boxxyerror fillcolor rgb lights[s] fillstyle solid 1 noborder notitle, \
    data using 3:(shown($6) && valid(4) && valid(5) ? middle($2, $7) : NaN):4:(cut($5)) \
        with xerrorbars pointtype -1 linecolor rgb ink linewidth 1.2 notitle, \
    data using (shown($6) ? valid(5) ? cut($5) : $3 : 0):(shown($6) ? middle($2, $7) : nowhere): \
        (shown($6) ? text($3, $6) : "") \
        with labels left offset 0.7, 0 font size(10) textcolor rgb ink notitle, \
    data using (0):(shown($6) ? nowhere : middle($2, $7)):(absent($6)) \
        with labels left offset 0.5, 0 font size(10) textcolor rgb grey notitle, \
    data using (0):($7 == 1 ? $2 : nowhere):(label(1)) \
        with labels right offset -0.8, 0 textcolor rgb ink notitle, \
    for [s = 1:n_series] NaN with boxes fillcolor rgb fills[s] fillstyle solid 1 noborder \
        title n_series > 1 ? series[s] : ""
