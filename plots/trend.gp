# trend: values over periods, a line a series, named at its right end; a gap where there is no value.
#
# data: a table with tabs, series after series: series (1, 2...), place of the period (1, 2...), value, lower,
#       upper, mark, height of the text of a missing value, lower and upper limit of its control chart, what
#       is held against them where that is not the value, signal (1 above, -1 below); from the seventh on
#       columns may be left out
#       mark: 0 value, 1 low reliability, 2 n.a., 3 suppressed, 4 break in series; what is missing is NaN
# optional: names[] and ends (series, height: where its name stands), periods[] and stride (every how many
#       places one stands), n_series, n_places, breaks (places), y_min, y_max,
#       has_limits (1: limits are drawn)
if (!exists("themed")) load ARG0[1:strlen(ARG0) - strlen("trend.gp")] . "theme.gp"
if (!exists("n_series")) { stats data using 1 nooutput; n_series = STATS_max }
if (!exists("n_places")) { stats data using 2 nooutput; n_places = STATS_max }

# Lines stand side by side, so that their intervals can be told apart.
has_ends = exists("ends")
if (!has_ends) ends = data
if (!exists("has_limits")) has_limits = 0
limit(c) = has_limits && valid(c) ? column(c) : NaN
ring(s) = valid(11) && column(11) != 0 ? place(s) : NaN
height_of_ring(c) = valid(10) ? column(10) : column(c)
place(s) = column(1) == s ? column(2) + (s - (n_series + 1) / 2.0) * 0.05 : NaN

# Before a range is set: stats leaves out what lies beyond it.
if (exists("breaks")) {
    stats breaks using 1 nooutput
    array at[STATS_records]
    stats breaks using (at[int($0) + 1] = $1, 0) nooutput
}
set xrange [0.6:n_places + 0.4]
if (exists("y_min")) { set yrange [y_min:y_max] }
set errorbars 0
set grid noxtics
if (exists("periods")) {
    unset xtics
    do for [i = 1:|periods|] {
        set label 100 + i periods[i] at 1 + (i - 1) * stride, graph 0 offset 0, -1 center textcolor rgb ink
    }
}
if (exists("breaks")) {
    do for [i = 1:|at|] {
        set arrow from at[i], graph 0 to at[i], graph 1 nohead linecolor rgb grey dashtype 3
        set label 300 + i "break in series" at at[i], graph 1 offset 0, 0.6 center \
            font size(10) textcolor rgb grey
    }
}
plot \
    for [s = 1:n_series] data using (place(s)):3:4:5 \
        with yerrorbars pointtype -1 linecolor rgb colours[s] linewidth 1 notitle, \
    for [s = 1:n_series] data using (place(s)):(limit(8)) \
        with lines linecolor rgb n_series == 1 ? grey : colours[s] linewidth 1 dashtype 3 notitle, \
    for [s = 1:n_series] data using (place(s)):(limit(9)) \
        with lines linecolor rgb n_series == 1 ? grey : colours[s] linewidth 1 dashtype 3 notitle, \
    for [s = 1:n_series] data using (place(s)):(limit(10)) \
        with lines linecolor rgb n_series == 1 ? grey : colours[s] linewidth 0.8 notitle, \
    for [s = 1:n_series] data using (ring(s)):(height_of_ring(3)) \
        with points pointtype 6 pointsize 1.8 linewidth 1.5 linecolor rgb ink notitle, \
    for [s = 1:n_series] data using (place(s)):3 \
        with linespoints linecolor rgb colours[s] linewidth 2 dashtype dashes[s] \
        pointtype shapes[s] pointsize 0.7 notitle, \
    for [s = 1:n_series] data using ($6 == 1 ? place(s) : NaN):3 \
        with points pointtype 7 pointsize 0.4 linecolor rgb "white" notitle, \
    for [s = 1:n_series] data \
        using ($1 == s && valid(7) ? place(s) : nowhere):(valid(7) ? $7 : 0):(absent($6)) \
        with labels center font size(10) textcolor rgb words_in[s] notitle, \
    for [s = 1:n_series] ends \
        using (has_ends && $1 == s ? n_places + 0.4 : nowhere):2:(has_ends ? literal(names[int($0) + 1]) : "") \
        with labels left offset 1, 0 textcolor rgb words_in[s] notitle
