/*
 * Replies of Anthropic Messages and Gemini generateContent.
 */
#ifndef RETORT_TESTS_DIALECT_CASE_OTHERS_H
#define RETORT_TESTS_DIALECT_CASE_OTHERS_H

#include "dialect_case.h"

static const struct dialect_case other_cases[] = {
    { "anthropic", "end of turn", 200,
        "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"mode"
        "l\":\"claude-sonnet-4-6\",\"stop_reason\":\"end_turn\",\"stop_sequen"
        "ce\":null,\"stop_details\":null,\"content\":[{\"type\":\"text\",\"te"
        "xt\":\"B\"}],\"usage\":{\"input_tokens\":25,\"cache_creation_input_t"
        "okens\":3,\"cache_read_input_tokens\":100,\"cache_creation\":{\"ephe"
        "meral_5m_input_tokens\":3,\"ephemeral_1h_input_tokens\":0},\"output_"
        "tokens\":12,\"output_tokens_details\":{\"thinking_tokens\":8},\"serv"
        "ice_tier\":\"standard\",\"server_tool_use\":null}}",
        .finish = FINISH_STOP, .text = "B", .in = 128, .out = 12 },
    { "anthropic", "thinking first", 200,
        "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"mode"
        "l\":\"claude-sonnet-4-6\",\"stop_reason\":\"end_turn\",\"stop_sequen"
        "ce\":null,\"stop_details\":null,\"content\":[{\"type\":\"thinking\","
        "\"thinking\":\"Is it A?\",\"signature\":\"c2ln\"},{\"type\":\"text\""
        ",\"text\":\"The answer \"},{\"type\":\"text\",\"text\":\"is B\"}],\""
        "usage\":{\"input_tokens\":25,\"cache_creation_input_tokens\":3,\"cac"
        "he_read_input_tokens\":100,\"cache_creation\":{\"ephemeral_5m_input_"
        "tokens\":3,\"ephemeral_1h_input_tokens\":0},\"output_tokens\":12,\"o"
        "utput_tokens_details\":{\"thinking_tokens\":8},\"service_tier\":\"st"
        "andard\",\"server_tool_use\":null}}",
        .finish = FINISH_STOP, .text = "The answer is B",
        .reasoning = "Is it A?", .in = 128, .out = 12 },
    { "anthropic", "redacted thinking", 200,
        "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"mode"
        "l\":\"claude-sonnet-4-6\",\"stop_reason\":\"stop_sequence\",\"stop_s"
        "equence\":null,\"stop_details\":null,\"content\":[{\"type\":\"redact"
        "ed_thinking\",\"data\":\"b3BhcXVl\"},{\"type\":\"text\",\"text\":\"B"
        "\"}],\"usage\":{\"input_tokens\":25,\"cache_creation_input_tokens\":"
        "3,\"cache_read_input_tokens\":100,\"cache_creation\":{\"ephemeral_5m"
        "_input_tokens\":3,\"ephemeral_1h_input_tokens\":0},\"output_tokens\""
        ":12,\"output_tokens_details\":{\"thinking_tokens\":8},\"service_tier"
        "\":\"standard\",\"server_tool_use\":null}}",
        .finish = FINISH_STOP, .text = "B", .in = 128, .out = 12 },
    { "anthropic", "thinking used up the limit", 200,
        "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"mode"
        "l\":\"claude-sonnet-4-6\",\"stop_reason\":\"max_tokens\",\"stop_sequ"
        "ence\":null,\"stop_details\":null,\"content\":[{\"type\":\"thinking"
        "\",\"thinking\":\"Is it A? Or\",\"signature\":\"c2ln\"}],\"usage\":{"
        "\"input_tokens\":25,\"cache_creation_input_tokens\":3,\"cache_read_i"
        "nput_tokens\":100,\"cache_creation\":{\"ephemeral_5m_input_tokens\":"
        "3,\"ephemeral_1h_input_tokens\":0},\"output_tokens\":12,\"output_tok"
        "ens_details\":{\"thinking_tokens\":8},\"service_tier\":\"standard\","
        "\"server_tool_use\":null}}",
        .finish = FINISH_LENGTH, .reasoning = "Is it A? Or", .in = 128,
        .out = 12 },
    { "anthropic", "context window full", 200,
        "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"mode"
        "l\":\"claude-sonnet-4-6\",\"stop_reason\":\"model_context_window_exc"
        "eeded\",\"stop_sequence\":null,\"stop_details\":null,\"content\":[{"
        "\"type\":\"text\",\"text\":\"It\"}],\"usage\":{\"input_tokens\":25,"
        "\"cache_creation_input_tokens\":3,\"cache_read_input_tokens\":100,\""
        "cache_creation\":{\"ephemeral_5m_input_tokens\":3,\"ephemeral_1h_inp"
        "ut_tokens\":0},\"output_tokens\":12,\"output_tokens_details\":{\"thi"
        "nking_tokens\":8},\"service_tier\":\"standard\",\"server_tool_use\":"
        "null}}",
        .finish = FINISH_LENGTH, .text = "It", .in = 128, .out = 12 },
    { "anthropic", "tool", 200,
        "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"mode"
        "l\":\"claude-sonnet-4-6\",\"stop_reason\":\"tool_use\",\"stop_sequen"
        "ce\":null,\"stop_details\":null,\"content\":[{\"type\":\"text\",\"te"
        "xt\":\"I look.\"},{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\""
        ",\"input\":{}}],\"usage\":{\"input_tokens\":25,\"cache_creation_inpu"
        "t_tokens\":3,\"cache_read_input_tokens\":100,\"cache_creation\":{\"e"
        "phemeral_5m_input_tokens\":3,\"ephemeral_1h_input_tokens\":0},\"outp"
        "ut_tokens\":12,\"output_tokens_details\":{\"thinking_tokens\":8},\"s"
        "ervice_tier\":\"standard\",\"server_tool_use\":null}}",
        .finish = FINISH_TOOL, .text = "I look.", .in = 128, .out = 12 },
    { "anthropic", "pause", 200,
        "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"mode"
        "l\":\"claude-sonnet-4-6\",\"stop_reason\":\"pause_turn\",\"stop_sequ"
        "ence\":null,\"stop_details\":null,\"content\":[],\"usage\":{\"input_"
        "tokens\":25,\"cache_creation_input_tokens\":3,\"cache_read_input_tok"
        "ens\":100,\"cache_creation\":{\"ephemeral_5m_input_tokens\":3,\"ephe"
        "meral_1h_input_tokens\":0},\"output_tokens\":12,\"output_tokens_deta"
        "ils\":{\"thinking_tokens\":8},\"service_tier\":\"standard\",\"server"
        "_tool_use\":null}}",
        .finish = FINISH_TOOL, .in = 128, .out = 12 },
    { "anthropic", "refusal", 200,
        "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"mode"
        "l\":\"claude-sonnet-4-6\",\"stop_reason\":\"refusal\",\"stop_sequenc"
        "e\":null,\"stop_details\":{\"type\":\"refusal\",\"category\":\"reaso"
        "ning_extraction\",\"explanation\":\"Asks for raw thoughts.\"},\"cont"
        "ent\":[],\"usage\":{\"input_tokens\":25,\"cache_creation_input_token"
        "s\":3,\"cache_read_input_tokens\":100,\"cache_creation\":{\"ephemera"
        "l_5m_input_tokens\":3,\"ephemeral_1h_input_tokens\":0},\"output_toke"
        "ns\":12,\"output_tokens_details\":{\"thinking_tokens\":8},\"service_"
        "tier\":\"standard\",\"server_tool_use\":null}}",
        .finish = FINISH_FILTERED,
        .refusal = "reasoning_extraction: Asks for raw thoughts.", .in = 128,
        .out = 12 },
    { "anthropic", "refusal, category null", 200,
        "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"mode"
        "l\":\"claude-sonnet-4-6\",\"stop_reason\":\"refusal\",\"stop_sequenc"
        "e\":null,\"stop_details\":{\"type\":\"refusal\",\"category\":null,\""
        "explanation\":null},\"content\":[{\"type\":\"text\",\"text\":\"I ca"
        "\"}],\"usage\":{\"input_tokens\":25,\"cache_creation_input_tokens\":"
        "3,\"cache_read_input_tokens\":100,\"cache_creation\":{\"ephemeral_5m"
        "_input_tokens\":3,\"ephemeral_1h_input_tokens\":0},\"output_tokens\""
        ":12,\"output_tokens_details\":{\"thinking_tokens\":8},\"service_tier"
        "\":\"standard\",\"server_tool_use\":null}}",
        .finish = FINISH_FILTERED, .text = "I ca", .refusal = "refusal",
        .in = 128, .out = 12 },
    { "anthropic", "refusal, details missing", 200,
        "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"mode"
        "l\":\"claude-sonnet-4-6\",\"stop_reason\":\"refusal\",\"stop_sequenc"
        "e\":null,\"stop_details\":null,\"content\":[],\"usage\":{\"input_tok"
        "ens\":25,\"cache_creation_input_tokens\":3,\"cache_read_input_tokens"
        "\":100,\"cache_creation\":{\"ephemeral_5m_input_tokens\":3,\"ephemer"
        "al_1h_input_tokens\":0},\"output_tokens\":12,\"output_tokens_details"
        "\":{\"thinking_tokens\":8},\"service_tier\":\"standard\",\"server_to"
        "ol_use\":null}}",
        .finish = FINISH_FILTERED, .refusal = "refusal", .in = 128, .out = 12 },
    { "anthropic", "empty", 200,
        "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"mode"
        "l\":\"claude-sonnet-4-6\",\"stop_reason\":\"end_turn\",\"stop_sequen"
        "ce\":null,\"stop_details\":null,\"content\":[],\"usage\":{\"input_to"
        "kens\":25,\"cache_creation_input_tokens\":3,\"cache_read_input_token"
        "s\":100,\"cache_creation\":{\"ephemeral_5m_input_tokens\":3,\"epheme"
        "ral_1h_input_tokens\":0},\"output_tokens\":12,\"output_tokens_detail"
        "s\":{\"thinking_tokens\":8},\"service_tier\":\"standard\",\"server_t"
        "ool_use\":null}}",
        .finish = FINISH_STOP, .in = 128, .out = 12 },
    { "anthropic", "new stop reason", 200,
        "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"mode"
        "l\":\"claude-sonnet-4-6\",\"stop_reason\":\"moon_phase\",\"stop_sequ"
        "ence\":null,\"stop_details\":null,\"content\":[{\"type\":\"text\",\""
        "text\":\"B\"}],\"usage\":{\"input_tokens\":25,\"cache_creation_input"
        "_tokens\":3,\"cache_read_input_tokens\":100,\"cache_creation\":{\"ep"
        "hemeral_5m_input_tokens\":3,\"ephemeral_1h_input_tokens\":0},\"outpu"
        "t_tokens\":12,\"output_tokens_details\":{\"thinking_tokens\":8},\"se"
        "rvice_tier\":\"standard\",\"server_tool_use\":null}}",
        .text = "B", .in = 128, .out = 12 },
    { "anthropic", "no content", 200,
        "{\"type\":\"message\",\"stop_reason\":\"end_turn\"}",
        .failure = FAILURE_PROTOCOL, UNTOLD, .why = "reply without content" },
    { "anthropic", "temperature refused", 400,
        "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\""
        "message\":\"`temperature` is deprecated for this model.\"},\"request"
        "_id\":\"req_1\"}",
        .failure = FAILURE_BAD_REQUEST, UNTOLD,
        .why = "HTTP 400 invalid_request_error: `temperature` is deprecated "
               "for this model. (give it a row in models.lua with "
               "temperature = false)" },
    { "anthropic", "too long", 400,
        "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\""
        "message\":\"prompt is too long: 210000 tokens > 200000 maximum\"},\""
        "request_id\":\"req_1\"}",
        .failure = FAILURE_CONTEXT_LENGTH, UNTOLD },
    { "anthropic", "key", 401,
        "{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\",\"m"
        "essage\":\"invalid x-api-key\"},\"request_id\":\"req_1\"}",
        .failure = FAILURE_AUTH, UNTOLD,
        .why = "HTTP 401 authentication_error: invalid x-api-key" },
    { "anthropic", "bill", 402,
        "{\"type\":\"error\",\"error\":{\"type\":\"billing_error\",\"message"
        "\":\"m\"},\"request_id\":\"req_1\"}",
        .failure = FAILURE_BILLING, UNTOLD },
    { "anthropic", "permission", 403,
        "{\"type\":\"error\",\"error\":{\"type\":\"permission_error\",\"messa"
        "ge\":\"m\"},\"request_id\":\"req_1\"}",
        .failure = FAILURE_AUTH, UNTOLD },
    { "anthropic", "model", 404,
        "{\"type\":\"error\",\"error\":{\"type\":\"not_found_error\",\"messag"
        "e\":\"model: claude-x\"},\"request_id\":\"req_1\"}",
        .failure = FAILURE_NOT_FOUND, UNTOLD },
    { "anthropic", "too large, from the edge", 413,
        "<html><body><h1>413 Payload Too Large</h1></body></html>\n",
        .failure = FAILURE_BAD_REQUEST, UNTOLD, .why = "HTTP 413" },
    { "anthropic", "pace", 429,
        "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"messa"
        "ge\":\"m\"},\"request_id\":\"req_1\"}",
        .failure = FAILURE_RATE_LIMIT, UNTOLD },
    { "anthropic", "pace, with code", 429,
        "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"messa"
        "ge\":\"m\",\"details\":{\"error_code\":\"ramp_limit_exceeded\"}},\"r"
        "equest_id\":\"req_1\"}",
        .failure = FAILURE_RATE_LIMIT, UNTOLD,
        .why = "HTTP 429 ramp_limit_exceeded: m" },
    { "anthropic", "enforced spend limit", 429,
        "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"messa"
        "ge\":\"m\",\"details\":{\"error_code\":\"enforced_spend_limit_reache"
        "d\"}},\"request_id\":\"req_1\"}",
        .failure = FAILURE_BILLING, UNTOLD,
        .why = "HTTP 429 enforced_spend_limit_reached: m" },
    { "anthropic", "contract spend limit", 429,
        "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"messa"
        "ge\":\"m\",\"details\":{\"error_code\":\"contract_spend_limit_reache"
        "d\"}},\"request_id\":\"req_1\"}",
        .failure = FAILURE_BILLING, UNTOLD },
    { "anthropic", "server", 500,
        "{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\""
        "m\"},\"request_id\":\"req_1\"}",
        .failure = FAILURE_SERVER, UNTOLD },
    { "anthropic", "time-out", 504,
        "{\"type\":\"error\",\"error\":{\"type\":\"timeout_error\",\"message"
        "\":\"m\"},\"request_id\":\"req_1\"}",
        .failure = FAILURE_SERVER, UNTOLD },
    { "anthropic", "overloaded", 529,
        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"messa"
        "ge\":\"Overloaded\"},\"request_id\":\"req_1\"}",
        .failure = FAILURE_OVERLOADED, UNTOLD,
        .why = "HTTP 529 overloaded_error: Overloaded" },
    { "anthropic", "overloaded inside a 200", 200,
        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"messa"
        "ge\":\"Overloaded\"},\"request_id\":\"req_1\"}",
        .failure = FAILURE_OVERLOADED, UNTOLD },
    { "anthropic", "pace inside a 200", 200,
        "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"messa"
        "ge\":\"m\"},\"request_id\":\"req_1\"}",
        .failure = FAILURE_RATE_LIMIT, UNTOLD },
    { "anthropic", "unknown error inside a 200", 200,
        "{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\""
        "m\"},\"request_id\":\"req_1\"}",
        .failure = FAILURE_SERVER, UNTOLD },
    { "anthropic", "gateway", 502,
        "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n</html>\r\n",
        .failure = FAILURE_SERVER, UNTOLD, .why = "HTTP 502" },
    { "anthropic", "nothing", 502, "", .failure = FAILURE_SERVER, UNTOLD },
    { "anthropic", "HTML with 200", 200, "<html>Sign in</html>",
        .failure = FAILURE_PROTOCOL, UNTOLD },
    { "anthropic", "blanks only", 200, " \n\n ", .failure = FAILURE_PROTOCOL,
        UNTOLD },
    { "gemini", "thought first", 200,
        "{\"candidates\":[{\"index\":0,\"content\":{\"role\":\"model\",\"part"
        "s\":[{\"text\":\"Is it A?\",\"thought\":true},{\"text\":\"The answer"
        " \"},{\"text\":\"is B\",\"thoughtSignature\":\"YjY0\"}]},\"finishRea"
        "son\":\"STOP\"}],\"promptFeedback\":{\"safetyRatings\":[]},\"usageMe"
        "tadata\":{\"promptTokenCount\":21,\"candidatesTokenCount\":1,\"thoug"
        "htsTokenCount\":40,\"totalTokenCount\":62},\"modelVersion\":\"gemini"
        "-2.5-flash\",\"responseId\":\"abc\"}",
        .finish = FINISH_STOP, .text = "The answer is B",
        .reasoning = "Is it A?", .in = 21, .out = 41 },
    { "gemini", "limit, no parts", 200,
        "{\"candidates\":[{\"index\":0,\"content\":{\"role\":\"model\"},\"fin"
        "ishReason\":\"MAX_TOKENS\"}],\"promptFeedback\":{\"safetyRatings\":["
        "]},\"usageMetadata\":{\"promptTokenCount\":21,\"thoughtsTokenCount\""
        ":64,\"totalTokenCount\":85},\"modelVersion\":\"gemini-2.5-flash\",\""
        "responseId\":\"abc\"}",
        .finish = FINISH_LENGTH, .in = 21, .out = 64 },
    { "gemini", "limit, no content", 200,
        "{\"candidates\":[{\"index\":0,\"finishReason\":\"MAX_TOKENS\"}],\"pr"
        "omptFeedback\":{\"safetyRatings\":[]},\"usageMetadata\":{\"promptTok"
        "enCount\":21,\"candidatesTokenCount\":1,\"thoughtsTokenCount\":40,\""
        "totalTokenCount\":62},\"modelVersion\":\"gemini-2.5-flash\",\"respon"
        "seId\":\"abc\"}",
        .finish = FINISH_LENGTH, .in = 21, .out = 41 },
    { "gemini", "stop, no parts", 200,
        "{\"candidates\":[{\"content\":{\"role\":\"model\"},\"finishReason\":"
        "\"STOP\"}],\"promptFeedback\":{\"safetyRatings\":[]},\"usageMetadata"
        "\":{\"promptTokenCount\":21,\"candidatesTokenCount\":1,\"thoughtsTok"
        "enCount\":40,\"totalTokenCount\":62},\"modelVersion\":\"gemini-2.5-f"
        "lash\",\"responseId\":\"abc\"}",
        .finish = FINISH_STOP, .in = 21, .out = 41 },
    { "gemini", "prompt blocked", 200,
        "{\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\"},\"usage"
        "Metadata\":{\"promptTokenCount\":21,\"totalTokenCount\":21},\"modelV"
        "ersion\":\"gemini-2.5-flash\"}",
        .finish = FINISH_FILTERED, .refusal = "PROHIBITED_CONTENT", .in = 21,
        .out = 0 },
    { "gemini", "SAFETY", 200,
        "{\"candidates\":[{\"index\":0,\"finishReason\":\"SAFETY\"}],\"prompt"
        "Feedback\":{\"safetyRatings\":[]},\"usageMetadata\":{\"promptTokenCo"
        "unt\":21,\"candidatesTokenCount\":1,\"thoughtsTokenCount\":40,\"tota"
        "lTokenCount\":62},\"modelVersion\":\"gemini-2.5-flash\",\"responseId"
        "\":\"abc\"}",
        .finish = FINISH_FILTERED, .refusal = "SAFETY", .in = 21, .out = 41 },
    { "gemini", "RECITATION", 200,
        "{\"candidates\":[{\"index\":0,\"finishReason\":\"RECITATION\"}],\"pr"
        "omptFeedback\":{\"safetyRatings\":[]},\"usageMetadata\":{\"promptTok"
        "enCount\":21,\"candidatesTokenCount\":1,\"thoughtsTokenCount\":40,\""
        "totalTokenCount\":62},\"modelVersion\":\"gemini-2.5-flash\",\"respon"
        "seId\":\"abc\"}",
        .finish = FINISH_FILTERED, .refusal = "RECITATION", .in = 21,
        .out = 41 },
    { "gemini", "BLOCKLIST", 200,
        "{\"candidates\":[{\"index\":0,\"finishReason\":\"BLOCKLIST\"}],\"pro"
        "mptFeedback\":{\"safetyRatings\":[]},\"usageMetadata\":{\"promptToke"
        "nCount\":21,\"candidatesTokenCount\":1,\"thoughtsTokenCount\":40,\"t"
        "otalTokenCount\":62},\"modelVersion\":\"gemini-2.5-flash\",\"respons"
        "eId\":\"abc\"}",
        .finish = FINISH_FILTERED, .refusal = "BLOCKLIST", .in = 21,
        .out = 41 },
    { "gemini", "PROHIBITED_CONTENT", 200,
        "{\"candidates\":[{\"index\":0,\"finishReason\":\"PROHIBITED_CONTENT"
        "\"}],\"promptFeedback\":{\"safetyRatings\":[]},\"usageMetadata\":{\""
        "promptTokenCount\":21,\"candidatesTokenCount\":1,\"thoughtsTokenCoun"
        "t\":40,\"totalTokenCount\":62},\"modelVersion\":\"gemini-2.5-flash\""
        ",\"responseId\":\"abc\"}",
        .finish = FINISH_FILTERED, .refusal = "PROHIBITED_CONTENT", .in = 21,
        .out = 41 },
    { "gemini", "SPII", 200,
        "{\"candidates\":[{\"index\":0,\"finishReason\":\"SPII\"}],\"promptFe"
        "edback\":{\"safetyRatings\":[]},\"usageMetadata\":{\"promptTokenCoun"
        "t\":21,\"candidatesTokenCount\":1,\"thoughtsTokenCount\":40,\"totalT"
        "okenCount\":62},\"modelVersion\":\"gemini-2.5-flash\",\"responseId\""
        ":\"abc\"}",
        .finish = FINISH_FILTERED, .refusal = "SPII", .in = 21, .out = 41 },
    { "gemini", "LANGUAGE", 200,
        "{\"candidates\":[{\"index\":0,\"finishReason\":\"LANGUAGE\"}],\"prom"
        "ptFeedback\":{\"safetyRatings\":[]},\"usageMetadata\":{\"promptToken"
        "Count\":21,\"candidatesTokenCount\":1,\"thoughtsTokenCount\":40,\"to"
        "talTokenCount\":62},\"modelVersion\":\"gemini-2.5-flash\",\"response"
        "Id\":\"abc\"}",
        .finish = FINISH_FILTERED, .refusal = "LANGUAGE", .in = 21, .out = 41 },
    { "gemini", "filtered, with words", 200,
        "{\"candidates\":[{\"index\":0,\"content\":{\"role\":\"model\",\"part"
        "s\":[{\"text\":\"The\"}]},\"finishReason\":\"RECITATION\",\"finishMe"
        "ssage\":\"Too close to a text.\"}],\"promptFeedback\":{\"safetyRatin"
        "gs\":[]},\"usageMetadata\":{\"promptTokenCount\":21,\"candidatesToke"
        "nCount\":1,\"thoughtsTokenCount\":40,\"totalTokenCount\":62},\"model"
        "Version\":\"gemini-2.5-flash\",\"responseId\":\"abc\"}",
        .finish = FINISH_FILTERED, .text = "The",
        .refusal = "Too close to a text.", .in = 21, .out = 41 },
    { "gemini", "OTHER", 200,
        "{\"candidates\":[{\"index\":0,\"finishReason\":\"OTHER\"}],\"promptF"
        "eedback\":{\"safetyRatings\":[]},\"usageMetadata\":{\"promptTokenCou"
        "nt\":21,\"candidatesTokenCount\":1,\"thoughtsTokenCount\":40,\"total"
        "TokenCount\":62},\"modelVersion\":\"gemini-2.5-flash\",\"responseId"
        "\":\"abc\"}",
        .failure = FAILURE_PROTOCOL, .finish = FINISH_ERROR, .in = 21,
        .out = 41, .why = "finishReason is OTHER" },
    { "gemini", "MALFORMED_FUNCTION_CALL", 200,
        "{\"candidates\":[{\"index\":0,\"finishReason\":\"MALFORMED_FUNCTION_"
        "CALL\"}],\"promptFeedback\":{\"safetyRatings\":[]},\"usageMetadata\""
        ":{\"promptTokenCount\":21,\"candidatesTokenCount\":1,\"thoughtsToken"
        "Count\":40,\"totalTokenCount\":62},\"modelVersion\":\"gemini-2.5-fla"
        "sh\",\"responseId\":\"abc\"}",
        .failure = FAILURE_PROTOCOL, .finish = FINISH_ERROR, .in = 21,
        .out = 41, .why = "finishReason is MALFORMED_FUNCTION_CALL" },
    { "gemini", "MALFORMED_RESPONSE", 200,
        "{\"candidates\":[{\"index\":0,\"finishReason\":\"MALFORMED_RESPONSE"
        "\"}],\"promptFeedback\":{\"safetyRatings\":[]},\"usageMetadata\":{\""
        "promptTokenCount\":21,\"candidatesTokenCount\":1,\"thoughtsTokenCoun"
        "t\":40,\"totalTokenCount\":62},\"modelVersion\":\"gemini-2.5-flash\""
        ",\"responseId\":\"abc\"}",
        .failure = FAILURE_PROTOCOL, .finish = FINISH_ERROR, .in = 21,
        .out = 41, .why = "finishReason is MALFORMED_RESPONSE" },
    { "gemini", "CONTINUATION", 200,
        "{\"candidates\":[{\"index\":0,\"finishReason\":\"CONTINUATION\"}],\""
        "promptFeedback\":{\"safetyRatings\":[]},\"usageMetadata\":{\"promptT"
        "okenCount\":21,\"candidatesTokenCount\":1,\"thoughtsTokenCount\":40,"
        "\"totalTokenCount\":62},\"modelVersion\":\"gemini-2.5-flash\",\"resp"
        "onseId\":\"abc\"}",
        .failure = FAILURE_PROTOCOL, .finish = FINISH_ERROR, .in = 21,
        .out = 41, .why = "finishReason is CONTINUATION" },
    { "gemini", "function call", 200,
        "{\"candidates\":[{\"index\":0,\"content\":{\"role\":\"model\",\"part"
        "s\":[{\"functionCall\":{\"name\":\"f\",\"args\":{}}}]},\"finishReaso"
        "n\":\"STOP\"}],\"promptFeedback\":{\"safetyRatings\":[]},\"usageMeta"
        "data\":{\"promptTokenCount\":21,\"candidatesTokenCount\":1,\"thought"
        "sTokenCount\":40,\"totalTokenCount\":62},\"modelVersion\":\"gemini-2"
        ".5-flash\",\"responseId\":\"abc\"}",
        .finish = FINISH_TOOL, .in = 21, .out = 41 },
    { "gemini", "tool call that was not asked for", 200,
        "{\"candidates\":[{\"index\":0,\"finishReason\":\"UNEXPECTED_TOOL_CAL"
        "L\"}],\"promptFeedback\":{\"safetyRatings\":[]},\"usageMetadata\":{"
        "\"promptTokenCount\":21,\"candidatesTokenCount\":1,\"thoughtsTokenCo"
        "unt\":40,\"totalTokenCount\":62},\"modelVersion\":\"gemini-2.5-flash"
        "\",\"responseId\":\"abc\"}",
        .finish = FINISH_TOOL, .in = 21, .out = 41 },
    { "gemini", "new finish reason", 200,
        "{\"candidates\":[{\"index\":0,\"content\":{\"role\":\"model\",\"part"
        "s\":[{\"text\":\"B\"}]},\"finishReason\":\"MOON_PHASE\"}],\"promptFe"
        "edback\":{\"safetyRatings\":[]},\"usageMetadata\":{\"promptTokenCoun"
        "t\":21,\"candidatesTokenCount\":1,\"thoughtsTokenCount\":40,\"totalT"
        "okenCount\":62},\"modelVersion\":\"gemini-2.5-flash\",\"responseId\""
        ":\"abc\"}",
        .text = "B", .in = 21, .out = 41 },
    { "gemini", "no candidates", 200,
        "{\"candidates\":[],\"promptFeedback\":{\"safetyRatings\":[]},\"usage"
        "Metadata\":null,\"modelVersion\":\"gemini-2.5-flash\",\"responseId\""
        ":\"abc\"}",
        .failure = FAILURE_PROTOCOL, UNTOLD,
        .why = "reply without candidates" },
    { "gemini", "empty candidate", 200,
        "{\"candidates\":[{\"index\":0}],\"promptFeedback\":{\"safetyRatings"
        "\":[]},\"usageMetadata\":null,\"modelVersion\":\"gemini-2.5-flash\","
        "\"responseId\":\"abc\"}",
        .failure = FAILURE_PROTOCOL, UNTOLD,
        .why = "a candidate without content and finishReason" },
    { "gemini", "bad argument", 400,
        "{\"error\":{\"code\":400,\"message\":\"Logprobs is not enabled for m"
        "odels/x\",\"status\":\"INVALID_ARGUMENT\"}}",
        .failure = FAILURE_BAD_REQUEST, UNTOLD,
        .why =
            "HTTP 400 INVALID_ARGUMENT: Logprobs is not enabled for models/x" },
    { "gemini", "key", 400,
        "{\"error\":{\"code\":400,\"message\":\"API key not valid.\",\"status"
        "\":\"INVALID_ARGUMENT\",\"details\":[{\"@type\":\"type.googleapis.co"
        "m/google.rpc.ErrorInfo\",\"reason\":\"API_KEY_INVALID\",\"domain\":"
        "\"googleapis.com\"}]}}",
        .failure = FAILURE_AUTH, UNTOLD,
        .why = "HTTP 400 API_KEY_INVALID: API key not valid." },
    { "gemini", "too long", 400,
        "{\"error\":{\"code\":400,\"message\":\"The input token count (200000"
        "0) exceeds the maximum number of tokens allowed (1048576).\",\"statu"
        "s\":\"INVALID_ARGUMENT\"}}",
        .failure = FAILURE_CONTEXT_LENGTH, UNTOLD },
    { "gemini", "prepaid used up", 402,
        "{\"error\":{\"code\":402,\"message\":\"m\",\"status\":\"FAILED_PRECO"
        "NDITION\"}}",
        .failure = FAILURE_BILLING, UNTOLD },
    { "gemini", "permission", 403,
        "{\"error\":{\"code\":403,\"message\":\"m\",\"status\":\"PERMISSION_D"
        "ENIED\"}}",
        .failure = FAILURE_AUTH, UNTOLD },
    { "gemini", "model", 404,
        "{\"error\":{\"code\":404,\"message\":\"models/x is not found\",\"sta"
        "tus\":\"NOT_FOUND\"}}",
        .failure = FAILURE_NOT_FOUND, UNTOLD },
    { "gemini", "pace with a delay", 429,
        "{\"error\":{\"code\":429,\"message\":\"Quota exceeded.\",\"status\":"
        "\"RESOURCE_EXHAUSTED\",\"details\":[{\"@type\":\"type.googleapis.com"
        "/google.rpc.RetryInfo\",\"retryDelay\":\"37s\"},{\"@type\":\"type.go"
        "ogleapis.com/google.rpc.QuotaFailure\",\"violations\":[{\"quotaId\":"
        "\"GenerateRequestsPerMinutePerProjectPerModel\"}]}]}}",
        .failure = FAILURE_RATE_LIMIT, UNTOLD, .wait_us = 37000000,
        .why = "HTTP 429 RESOURCE_EXHAUSTED: Quota exceeded." },
    { "gemini", "pace, in a list", 429,
        "[{\"error\":{\"code\":429,\"message\":\"m\",\"status\":\"RESOURCE_EX"
        "HAUSTED\",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.R"
        "etryInfo\",\"retryDelay\":\"1.5s\"}]}}]",
        .failure = FAILURE_RATE_LIMIT, UNTOLD, .wait_us = 1500000 },
    { "gemini", "pace, no delay", 429,
        "{\"error\":{\"code\":429,\"message\":\"m\",\"status\":\"RESOURCE_EXH"
        "AUSTED\"}}",
        .failure = FAILURE_RATE_LIMIT, UNTOLD },
    { "gemini", "a delay that is none", 429,
        "{\"error\":{\"code\":429,\"message\":\"m\",\"status\":\"RESOURCE_EXH"
        "AUSTED\",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.Re"
        "tryInfo\",\"retryDelay\":\"Sun, 06 Nov 2094 08:49:37 GMT\"}]}}",
        .failure = FAILURE_RATE_LIMIT, UNTOLD },
    { "gemini", "the day's quota", 429,
        "{\"error\":{\"code\":429,\"message\":\"m\",\"status\":\"RESOURCE_EXH"
        "AUSTED\",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.Qu"
        "otaFailure\",\"violations\":[{\"quotaId\":\"GenerateRequestsPerDayPe"
        "rProjectPerModel-FreeTier\"}]},{\"@type\":\"type.googleapis.com/goog"
        "le.rpc.RetryInfo\",\"retryDelay\":\"37s\"}]}}",
        .failure = FAILURE_BILLING, UNTOLD, .wait_us = 37000000 },
    { "gemini", "internal", 500,
        "{\"error\":{\"code\":500,\"message\":\"m\",\"status\":\"INTERNAL\"}}",
        .failure = FAILURE_SERVER, UNTOLD },
    { "gemini", "unavailable", 503,
        "{\"error\":{\"code\":503,\"message\":\"m\",\"status\":\"UNAVAILABLE"
        "\"}}",
        .failure = FAILURE_OVERLOADED, UNTOLD },
    { "gemini", "deadline", 504,
        "{\"error\":{\"code\":504,\"message\":\"m\",\"status\":\"DEADLINE_EXC"
        "EEDED\"}}",
        .failure = FAILURE_SERVER, UNTOLD },
    { "gemini", "error inside a 200", 200,
        "[{\"error\":{\"code\":503,\"message\":\"m\",\"status\":\"UNAVAILABLE"
        "\"}}]",
        .failure = FAILURE_OVERLOADED, UNTOLD,
        .why = "HTTP 503 UNAVAILABLE: m" },
};

#endif
