# ratio: ratios with their intervals on a logarithmic axis, a row each; a line at 1, where rates are equal.
# A ratio of 0, which has no place on such an axis, is an open mark at its left end.
#
# data: a table with tabs: label, place from the bottom (1, 2...), ratio, lower, upper, mark, series (1 crude,
#       2 stratified; optional)
#       mark: 0 value, 1 low reliability, 2 n.a., 3 suppressed, 4 break in series; what is missing is NaN
# optional: texts[] (at the right of each row), rows (the last place), n_series, x_min, x_max
if (!exists("themed")) load ARG0[1:strlen(ARG0) - strlen("ratio.gp")] . "theme.gp"
if (!exists("rows")) { stats data using 2 nooutput; rows = STATS_max }
if (!exists("x_min")) { stats data using 4 nooutput; x_min = STATS_min / 1.2 }
if (!exists("x_max")) { stats data using 5 nooutput; x_max = STATS_max * 1.2 }
if (!exists("n_series")) { n_series = 1 }
inside(x) = x < x_min ? x_min : x > x_max ? x_max : x
text(row) = exists("texts") ? texts[row] : number(column(3))
array names[2] = ["crude", "stratified"]
array solid[2] = [5, 13]
array hollow[2] = [4, 12]

# A pair stands close together, the crude ratio above.
series(c) = n_series > 1 ? int(column(c)) : 1
place(s) = column(2) + (n_series > 1 ? 0.21 * (3 - 2 * s) : 0)

set logscale x
set xrange [x_min:x_max]
set yrange [0.3:rows + 0.7]
if (!exists("x_steps")) { set xtics add (0.5, 2, 5, 20, 50, 0.2, 0.05, 0.02) }
unset ytics
set grid noytics
set border 1
if (n_series > 1) {
    set key at screen 1 - across(16), 1 - up(62) right top horizontal Right samplen 1 width 1
    set key on textcolor rgb ink
}
set arrow from 1, graph 0 to 1, graph 1 nohead back linecolor rgb ink linewidth 1.2
set label 5 "lower" at 1, graph 1 offset -1, 0.6 right font size(11) textcolor rgb grey
set label 6 "higher" at 1, graph 1 offset 1, 0.6 left font size(11) textcolor rgb grey
plot \
    data using (shown($6) && $5 >= x_min ? inside($4) : NaN):(place(series(7))):(inside($5) - inside($4)):(0) \
        with vectors nohead linecolor rgb ink linewidth 1.3 notitle, \
    data using ($4 < x_min && $5 > x_min ? x_min * 1.04 : NaN):(place(series(7))):(x_min - x_min * 1.04):(0) \
        with vectors head filled linecolor rgb ink notitle, \
    data using ($5 > x_max && $4 < x_max ? x_max / 1.04 : NaN):(place(series(7))):(x_max - x_max / 1.04):(0) \
        with vectors head filled linecolor rgb ink notitle, \
    for [s = 1:n_series] data using (shown($6) && series(7) == s ? $3 : NaN):(place(s)) \
        with points pointtype solid[s] pointsize 0.9 linecolor rgb colours[s] \
        title n_series > 1 ? names[s] : "", \
    for [s = 1:n_series] data using ($6 == 1 && series(7) == s ? $3 : NaN):(place(s)) \
        with points pointtype solid[s] pointsize 0.5 linecolor rgb "white" notitle, \
    for [s = 1:n_series] data using (shown($6) && series(7) == s && $3 <= 0 ? x_min : NaN):(place(s)) \
        with points pointtype hollow[s] pointsize 0.9 linecolor rgb colours[s] notitle, \
    data using (x_min):(series(7) == 1 ? $2 : nowhere):(label(1)) \
        with labels right offset -1.2, 0 textcolor rgb ink notitle, \
    data using (x_min):(shown($6) ? nowhere : place(series(7))):(absent($6)) \
        with labels left offset 0.5, 0 font size(10) textcolor rgb grey notitle, \
    data using (x_max):(shown($6) ? place(series(7)) : nowhere):(text(int($0) + 1)) \
        with labels left offset 1.5, 0 font size(11) textcolor rgb ink notitle
