# ratio: ratios with their intervals on a logarithmic axis, a row each; a line at 1, where rates are equal.
# A ratio of 0, which has no place on such an axis, is an open square at its left end.
#
# data: a table with tabs: label, place from the bottom (1, 2...), ratio, lower, upper, mark
#       mark: 0 value, 1 low reliability, 2 n.a., 3 suppressed, 4 break in series; what is missing is NaN
# optional: texts[] (at the right of each row), rows (the last place), x_min, x_max
if (!exists("themed")) load ARG0[1:strlen(ARG0) - strlen("ratio.gp")] . "theme.gp"
if (!exists("rows")) { stats data using 2 nooutput; rows = STATS_max }
if (!exists("x_min")) { stats data using 4 nooutput; x_min = STATS_min / 1.2 }
if (!exists("x_max")) { stats data using 5 nooutput; x_max = STATS_max * 1.2 }

text(i) = exists("texts") ? texts[i] : sprintf("%.2f (%.2f to %.2f)", column(3), column(4), column(5))
inside(x) = x < x_min ? x_min : x > x_max ? x_max : x

set logscale x
set xrange [x_min:x_max]
set yrange [0.3:rows + 0.7]
set xtics add (0.5, 2, 5, 20, 50, 0.2, 0.05, 0.02)
set format x "%g"
unset ytics
set grid noytics
set border 1
set arrow from 1, graph 0 to 1, graph 1 nohead back linecolor rgb ink linewidth 1.2
set label 5 "lower" at 1, graph 1 offset -1, 0.6 right font size(11) textcolor rgb grey
set label 6 "higher" at 1, graph 1 offset 1, 0.6 left font size(11) textcolor rgb grey
plot \
    data using (shown($6) && $5 >= x_min ? inside($4) : NaN):2:(inside($5) - inside($4)):(0) \
        with vectors nohead linecolor rgb ink linewidth 1.3 notitle, \
    data using ($4 < x_min && $5 > x_min ? x_min * 1.04 : NaN):2:(x_min - x_min * 1.04):(0) \
        with vectors head filled linecolor rgb ink notitle, \
    data using ($5 > x_max && $4 < x_max ? x_max / 1.04 : NaN):2:(x_max - x_max / 1.04):(0) \
        with vectors head filled linecolor rgb ink notitle, \
    data using (shown($6) ? $3 : NaN):2 with points pointtype 5 pointsize 0.9 linecolor rgb blue notitle, \
    data using ($6 == 1 ? $3 : NaN):2 with points pointtype 5 pointsize 0.5 linecolor rgb "white" notitle, \
    data using (shown($6) && $3 <= 0 ? x_min : NaN):2 \
        with points pointtype 4 pointsize 0.9 linecolor rgb blue notitle, \
    data using (x_min):2:(label(1)) with labels right offset -1.2, 0 textcolor rgb ink notitle, \
    data using (x_min):(shown($6) ? nowhere : $2):(absent($6)) \
        with labels left offset 0.5, 0 font size(10) textcolor rgb grey notitle, \
    data using (x_max):(shown($6) ? $2 : nowhere):(text(int($0) + 1)) \
        with labels left offset 1.5, 0 font size(11) textcolor rgb ink notitle
