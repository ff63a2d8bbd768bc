# theme: what all charts share: the output, colours, texts around the drawing, and where it stands.
#
# Every template uses these variables where they are set, and has a default where they are not:
#   format            svg, png, pdf; dumb or sixel draw in a terminal
#   title subtitle    above; note, note_more (its second line), source below; all plain text, no markup
#   x_label y_label   name and unit of the axes
#   width height      pixels of the whole; left right top bottom: of the margins
#   decimal group     the decimal mark, and what stands between thousands from `grouped` whole digits on
#   x_steps[] x_places[] (and y...)  what is written at steps of an axis, and where
# By hand: gnuplot -d -e "data='x.tsv'; title='...'" plots/bars.gp > chart.svg
# Colours are those of Okabe and Ito, told apart by everyone; shapes and dashes say the same in grey.

if (!exists("format")) format = "svg"
if (!exists("width")) width = 900
if (!exists("height")) height = 600
if (!exists("left")) left = 110
if (!exists("right")) right = 40
if (!exists("top")) top = 76
if (!exists("bottom")) bottom = 104
if (!exists("title")) title = ""
if (!exists("subtitle")) subtitle = ""
if (!exists("note")) note = ""
if (!exists("note_more")) note_more = ""
if (!exists("source")) source = exists("data") ? "source: " . data : ""
if (!exists("x_label")) x_label = ""
if (!exists("y_label")) y_label = ""

if (!exists("decimal")) decimal = "."
if (!exists("group")) group = ","
if (!exists("grouped")) grouped = 4

set encoding utf8
if (format eq "dumb") {
    set terminal dumb size int(width / 10), int(height / 13) noenhanced mono
}
if (format eq "sixel") {
    set terminal sixelgd size width, height font "DejaVuSans,9" noenhanced truecolor background "white"
}
if (format eq "png") {
    set terminal pngcairo size width, height font "sans-serif,9" pointscale 1.4 noenhanced background "white"
} else {
    if (format eq "pdf") {
        set terminal pdfcairo size width / 96.0, height / 96.0 font "sans-serif,9" fontscale 0.75 noenhanced \
            background "white"
    }
    if (format eq "svg") {
        set terminal svg size width, height font "sans-serif,12" noenhanced background "white"
    }
}

ink = "#222222"
grey = "#5F5F5F"
silver = "#A6A6A6"
pale = "#D9D9D9"
blue = "#0072B2"
sky = "#56B4E9"
orange = "#E69F00"
green = "#009E73"
vermillion = "#D55E00"
purple = "#CC79A7"
array colours[6] = [blue, vermillion, green, orange, purple, ink]
array words_in[6] = ["#005A8C", "#A34700", "#00664B", "#7A5500", "#8C4570", ink] # the same, dark enough for text
array shapes[6] = [7, 5, 9, 13, 11, 6]
array dashes[6] = [1, 2, 4, 3, 5, 1]
array fills[4] = [sky, vermillion, "#F0E442", "#999999"]
array lights[4] = ["#C8E6F8", "#F2C6A6", "#FBF7C6", "#DDDDDD"]

# Places on the page, in pixels from its left and its bottom edge.
across(pixels) = 1.0 * pixels / width
up(pixels) = 1.0 * pixels / height
size(points) = sprintf("sans-serif,%g", format eq "svg" ? points : points * 0.75)
bold(points) = sprintf("sans-serif Bold,%g", format eq "svg" ? points : points * 0.75)

# The style "with labels" reads backslashes in its texts as escapes: as they are, they are doubled.
slash(s) = strstrt(s, "\\")
literal(s) = slash(s) == 0 ? s : s[1:slash(s)] . "\\" . literal(s[slash(s) + 1:*])
# A text of the data stands in the list of the script, and its place there in the column; else in the column.
label(c) = literal(exists("labels") ? labels[int(column(c))] : strcol(c))
# Where a label stands that is not to be seen: off every axis. (Not NaN: gnuplot 5.4 dies of a label
# style with a single row and that undefined.)
nowhere = 1e30
# An expression that reads a missing cell ($5) is undefined as a whole: ask valid(5) first.
# How a row with a mark is shown: 2 and 3 have no value.
shown(mark) = mark != 2 && mark != 3
absent(mark) = mark == 3 ? "suppressed" : "n.a."
# A number of three digits in the style of a language.
dot(s) = strstrt(s, ".")
apart(s) = strlen(s) <= 3 ? s : apart(s[1:strlen(s) - 3]) . group . s[strlen(s) - 2:*]
whole(s) = strlen(s) < grouped ? s : apart(s)
unsigned(s) = dot(s) == 0 ? whole(s) : whole(s[1:dot(s) - 1]) . decimal . s[dot(s) + 1:*]
styled(s) = s[1:1] eq "-" ? "\342\210\222" . unsigned(s[2:*]) : unsigned(s)
count(x) = styled(sprintf("%.0f", x))
number(x) = styled(x == 0 ? "0" : abs(x) >= 100 ? sprintf("%.0f", x) : sprintf("%#.3g", x))

set datafile separator tab
set lmargin at screen across(left)
set rmargin at screen 1 - across(right)
set tmargin at screen 1 - up(top)
set bmargin at screen up(bottom)
set border 3 linecolor rgb grey linewidth 0.8
set tics nomirror textcolor rgb ink scale 0.5
if (format ne "dumb") { set grid linecolor rgb pale linetype 1 linewidth 0.6 } # in letters as dark as the data
set key off
set label 1 title at screen across(16), 1 - up(24) left font bold(16) textcolor rgb ink
set label 2 subtitle at screen across(16), 1 - up(46) left font size(12) textcolor rgb grey
set label 3 note at screen across(16), up(note_more eq "" ? 34 : 50) left font size(11) textcolor rgb grey
set label 9 note_more at screen across(16), up(34) left font size(11) textcolor rgb grey
set label 4 source at screen across(16), up(14) left font size(11) textcolor rgb grey
set decimalsign decimal
if (exists("x_steps")) {
    set xtics (x_steps[1] real(x_places[1])) nomirror textcolor rgb ink
    do for [i = 2:|x_steps|] { set xtics add (x_steps[i] real(x_places[i])) }
}
if (exists("y_steps")) {
    set ytics (y_steps[1] real(y_places[1])) nomirror textcolor rgb ink
    do for [i = 2:|y_steps|] { set ytics add (y_steps[i] real(y_places[i])) }
}
set xlabel x_label textcolor rgb ink
set ylabel y_label textcolor rgb ink
themed = 1
