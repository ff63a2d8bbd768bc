# signals: left the amounts of the first signals by rank, right the running sum over all.
#
# data: a table with tabs: label, place from the bottom (10 is the first), amount, class (1 under, 2 over, 3
#       quantity error), the amount that is expected (NaN: not known; optional)
# optional: words[] (what each signal says), curve (rank, running sum in percent), marks (rank, percent
#       that is reached there, running sum: points told on the curve), n_signals, rank_label, x_max, middle (pixels from the left edge to the right half)
if (!exists("themed")) load ARG0[1:strlen(ARG0) - strlen("signals.gp")] . "theme.gp"
if (!exists("middle")) middle = 0.56 * width
if (!exists("x_max")) { stats data using 3 nooutput; x_max = STATS_max * 1.2 }
if (!exists("n_signals")) n_signals = 10
if (!exists("rank_label")) rank_label = "signals, by rank"
array classes[3] = ["#E8956B", sky, silver]
array darker[3] = ["#B34700", "#00507D", "#555555"]
has_words = exists("words") && format ne "dumb" # a panel is too narrow for a sentence of letters
end_of_bar(amount, expected) = expected > amount ? expected : amount # several price groups: may expect more
words_of(row) = has_words ? literal(words[row]) : ""

set multiplot
set rmargin at screen across(middle - 70)
set xrange [0:x_max]
set yrange [0.4:10.9]
set border 1
unset ytics
unset ylabel
set grid noytics
set label 5 "The first signals" at graph 0, 1 offset 0, 0.8 left font bold(12) textcolor rgb ink
plot \
    for [c = 1:3] data using 3:($4 == c ? $2 : NaN):(0):3:($2 - 0.36):($2 - 0.02) \
        with boxxyerror fillcolor rgb classes[c] fillstyle solid 1 noborder notitle, \
    for [c = 1:3] data using 5:($4 == c ? $2 : NaN):(0):5:($2 - 0.36):($2 - 0.02) \
        with boxxyerror fillcolor rgb darker[c] fillstyle solid 1 noborder notitle, \
    data using (0):($2 + 0.33):(sprintf("%d  ", 11 - int($2)) . label(1)) \
        with labels left offset 0.2, 0 font bold(10) textcolor rgb ink notitle, \
    data using (0):(has_words ? $2 + 0.1 : nowhere):(words_of(int($0) + 1)) \
        with labels left offset 0.2, 0 font size(9) textcolor rgb ink notitle, \
    data using (valid(3) ? end_of_bar($3, valid(5) ? $5 : 0) : 0):(valid(3) ? $2 - 0.19 : nowhere): \
        (valid(3) ? number($3) : "") \
        with labels left offset 0.6, 0 font size(10) textcolor rgb ink notitle, \
    data using (0):(valid(3) ? nowhere : $2 - 0.19):("n.a.") \
        with labels left offset 0.6, 0 font size(10) textcolor rgb grey notitle
do for [i = 1:9] { unset label i }
if (exists("curve")) {
    set lmargin at screen across(middle)
    set rmargin at screen 1 - across(right)
    set xrange [0:n_signals]
    set yrange [0:104]
    set border 3
    set xtics autofreq
    set ytics 0, 20, 100 nomirror textcolor rgb ink
    if (format ne "dumb") { set grid ytics noxtics }
    set xlabel rank_label
    set label 5 y_label at graph 0, 1 offset 0, 0.8 left font bold(12) textcolor rgb ink
    plot \
        curve using 1:2 with lines linecolor rgb blue linewidth 2 notitle, \
        marks using 1:3:(0):(-$3) with vectors nohead linecolor rgb grey dashtype 2 notitle, \
        marks using 1:3 with points pointtype 7 pointsize 0.7 linecolor rgb blue notitle, \
        marks using 1:3:(sprintf("%d %%: the first %d", $2, $1)) \
            with labels left offset 1, -0.6 font size(11) textcolor rgb ink notitle
}
unset multiplot
