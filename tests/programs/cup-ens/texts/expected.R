# Read off the rows by hand. Filled: persons E1 2, E5 2, E6 2, E7 2, E8 2, E9 2; codes all but E8; descriptions all
# but E3. E2 is vague. No letters but in a placeholder: E3. Not Latin: E5 (Cyrillic), E6 (Han), E7 (Greek).
source("../../../reference/indicators.R")
row <- function(...) rate(..., period = "2017-Q3")
expect(rbind(count("ens_lodged", 9, 0, period = "2017-Q3"), count("ens_declarations", 9, 0, period = "2017-Q3"),
             row("ens_amended_share", 0, 0, 9), row("ens_on_time_share", 0, 0, 9), row("ens_processed_share", 6, 8, 1),
             row("ens_rejected_share", 1, 8, 1), row("ens_completeness", 12 + 8 + 8, 18 + 9 + 9),
             row("ens_completeness_persons", 12, 18), row("ens_completeness_codes", 8, 9),
             row("ens_completeness_description", 8, 9), row("ens_code_share", 6, 9), row("ens_latin_share", 5, 8, 1),
             row("ens_vague_share", 1, 8, 1), row("ens_compliance_rate", 2, 9)))
