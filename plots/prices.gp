# prices: unit price over reference price on logarithmic axes; signals by class, all other items in grey.
#
# data: a table with tabs: reference price, unit price, class (0 none, 1 under, 2 over, 3 quantity error)
# optional: names[] and places (left end and middle of a name, its point, the end of a line to it), n_under,
#       n_over, n_quantity, x_min, x_max, y_min, y_max
if (!exists("themed")) load ARG0[1:strlen(ARG0) - strlen("prices.gp")] . "theme.gp"
if (!exists("x_min")) { stats data using 1 nooutput; x_min = STATS_min / 1.2; x_max = STATS_max * 1.2 }
if (!exists("y_min")) { stats data using 2 nooutput; y_min = STATS_min / 1.2; y_max = STATS_max * 1.2 }
if (!exists("n_under")) { stats data using ($3 == 1 ? 1 : 0) nooutput; n_under = STATS_sum }
if (!exists("n_over")) { stats data using ($3 == 2 ? 1 : 0) nooutput; n_over = STATS_sum }
if (!exists("n_quantity")) { stats data using ($3 == 3 ? 1 : 0) nooutput; n_quantity = STATS_sum }
named = exists("places")
if (!named) places = data

# Where a line y = c x leaves the frame: at its right or its upper edge.
end(c) = c * x_max <= y_max ? x_max : y_max / c

set logscale xy
set xrange [x_min:x_max]
set yrange [y_min:y_max]
set format xy "%.12g"
set key at screen 1 - across(16), 1 - up(62) right top horizontal Right samplen 1
set key on textcolor rgb ink
do for [i = 1:2] {
    line = i == 1 ? 1.0 : 0.5
    what = i == 1 ? "reference" : "50 % (LAP)"
    if (end(line) < x_max) {
        set label 10 + i what at end(line), y_max center offset 0, 0.6 font size(11) textcolor rgb grey
    } else {
        set label 10 + i what at x_max, line * x_max left offset 0.6, 0 font size(11) textcolor rgb grey
    }
}
set samples 2
plot \
    data using ($3 == 0 ? $1 : NaN):2 with points pointtype 7 pointsize 0.3 linecolor rgb silver \
        title "no signal", \
    x with lines linecolor rgb ink notitle, \
    x / 2 with lines linecolor rgb ink dashtype 2 notitle, \
    data using ($3 == 3 ? $1 : NaN):2 with points pointtype 2 pointsize 0.7 linewidth 1.4 linecolor rgb ink \
        title sprintf("quantity error (%d)", n_quantity), \
    data using ($3 == 2 ? $1 : NaN):2 with points pointtype 9 pointsize 0.7 linecolor rgb blue \
        title sprintf("over (%d)", n_over), \
    data using ($3 == 1 ? $1 : NaN):2 with points pointtype 11 pointsize 0.7 linecolor rgb vermillion \
        title sprintf("under (%d)", n_under), \
    places using (named ? $3 : NaN):4:($5 - $3):($6 - $4) with vectors nohead linecolor rgb grey notitle, \
    places using (named ? $1 : nowhere):2:(named ? literal(names[int($0) + 1]) : "") \
        with labels left font size(11) textcolor rgb ink notitle
