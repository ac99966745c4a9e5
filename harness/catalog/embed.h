/* The built-in catalogue: files of this folder as strings in the program. */
#ifndef RETORT_CATALOG_EMBED_H
#define RETORT_CATALOG_EMBED_H

#include <stddef.h>

extern const char prices_json[];
extern const size_t prices_json_len;
extern const char models_json[];
extern const size_t models_json_len;
extern const char claims_json[];
extern const size_t claims_json_len;
extern const char faults_txt[];
extern const size_t faults_txt_len;
extern const char report_css[];
extern const size_t report_css_len;
extern const char scenario_lua[];
extern const size_t scenario_lua_len;

/* What `retort new` writes; NAME stands for the name. */
extern const char new_text_lua[], new_choice_lua[], new_number_lua[],
    new_code_lua[];

#endif
