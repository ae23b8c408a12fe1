using System.Text.Json;
using HelpdeskMail.OAuth.Explanations;

namespace HelpdeskMail.OAuth.Tests.Explanations;

public sealed class CatalogueTests
{
    public static TheoryData<int> Numbers => [.. EntraCatalogue.Numbers.Order()];

    public static TheoryData<string> Errors => [.. StandardErrors.Codes];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_number_is_explained_wherever_the_provider_writes_it(int number)
    {
        var inBody = ProviderError.FromBody(JsonSerializer.Serialize(new { error = "invalid_request", error_description = "words", error_codes = new[] { number } }))!;
        var inWords = ProviderError.FromCallback("invalid_request", $"AADSTS{number}: words. Trace ID: x Correlation ID: 12345678-1234-1234-1234-123456789abc");

        var explanation = Explainer.Explain(inBody);

        explanation.Code.ShouldBe($"AADSTS{number}");
        explanation.ShouldBe(EntraCatalogue.Find(number));
        Explainer.Explain(inWords).ShouldBe(explanation);
        inWords.CorrelationId.ShouldBe("12345678-1234-1234-1234-123456789abc");
        explanation.What.ShouldEndWith(".");
        explanation.Remedy.ShouldEndWith(".");
    }

    [Theory]
    [InlineData(Mender.Application, 50011, 500113, 900971, 70004, 700016, 90002, 50059, 50128, 90023, 50194, 9001023, 9002332, 7000215, 7000222, 70002, 50012, 50013, 500133, 700027, 7000218, 700025)]
    [InlineData(Mender.Application, 65005, 650052, 650054, 650056, 650057, 500011, 50001, 70011, 28002, 28003, 28000, 700022, 700005, 90038, 900382, 900432, 700084, 50146)]
    [InlineData(Mender.SigningIn, 90072, 50020, 16000, 65001, 65004, 50034, 50126, 50055, 50058, 50072, 50074, 50076, 50078, 50079, 50158, 53004, 500121)]
    [InlineData(Mender.SigningIn, 50173, 50132, 50133, 50135, 50144, 70043, 50089, 70008, 700082, 70000, 70018, 70019, 54005, 501481, 50147, 501491, 50140, 50199, 50097)]
    [InlineData(Mender.TenantAdmin, 70001, 7000112, 90093, 90094, 90095, 50105, 50053, 50056, 50057, 53000, 53001, 53002, 53003, 530032, 530035, 50131, 53011, 80012)]
    [InlineData(Mender.Nobody, 70016, 50196, 70012, 90006, 90012, 90024, 90033, 90090, 90055, 80014)]
    [InlineData(Mender.Application, 700011, 7000229, 700023, 700024, 700030, 650053)]
    [InlineData(Mender.TenantAdmin, 50005, 50127, 50129, 50155, 50187, 53009, 530003, 135011, 500021, 500022, 500212, 500213, 53010)]
    [InlineData(Mender.Developer, 700038, 90013, 9002313, 90014, 900144, 900561, 700054)]
    public void A_number_goes_to_the_one_who_mends_it(Mender mender, params int[] numbers) =>
        numbers.ShouldAllBe(number => EntraCatalogue.Find(number)!.Mender == mender);

    [Theory]
    [MemberData(nameof(Errors))]
    public void A_standard_error_is_explained_without_a_number(string error) =>
        Explainer.Explain(ProviderError.FromCallback(error, null)).Code.ShouldBe(error);

    [Fact]
    public void An_unknown_number_falls_back_to_the_standard_error_and_keeps_its_name()
    {
        var explanation = Explainer.Explain(ProviderError.FromCallback("invalid_grant", "AADSTS987654321: something new"));

        explanation.Code.ShouldBe("AADSTS987654321");
        explanation.Mender.ShouldBe(Mender.SigningIn);
        explanation.What.ShouldBe(StandardErrors.Find("invalid_grant").What);
    }

    [Theory]
    [InlineData("""{"error":"Access Denied","error_description":"You have made too many requests continuously. Please try again after some time.","status":"failure"}""", "provider_throttled", Mender.Nobody)]
    [InlineData("""{"error":"invalid_code"}""", "invalid_code", Mender.SigningIn)]
    [InlineData("""{"error":"internal_failure","error_description":"Backend Error"}""", "internal_failure", Mender.Nobody)]
    [InlineData("""{"error":"invalid_grant","error_description":"reauth related error (invalid_rapt)","error_subtype":"invalid_rapt"}""", "invalid_rapt", Mender.TenantAdmin)]
    [InlineData("""{"error":"invalid_grant","error_description":"Token has been expired or revoked."}""", "invalid_grant", Mender.SigningIn)]
    [InlineData("""{"error":"admin_policy_enforced"}""", "admin_policy_enforced", Mender.TenantAdmin)]
    public void Words_of_Google_and_Zoho_go_to_the_one_who_mends_it(string body, string code, Mender mender)
    {
        var explanation = Explainer.Explain(ProviderError.FromBody(body)!);

        explanation.Code.ShouldBe(code);
        explanation.Mender.ShouldBe(mender);
    }

    [Fact]
    public void An_unknown_error_is_answered_with_its_name()
    {
        var explanation = Explainer.Explain(ProviderError.FromCallback("quota_of_the_moon", null));

        explanation.Code.ShouldBe("quota_of_the_moon");
        explanation.Remedy.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_known_number_beside_an_unknown_one_decides() =>
        Explainer.Explain(ProviderError.FromBody("""{"error":"invalid_client","error_codes":[987654321,7000215]}""")!).Code.ShouldBe("AADSTS7000215");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("<html>502</html>")]
    [InlineData("[]")]
    [InlineData("\"error\"")]
    [InlineData("{\"error\":17}")]
    [InlineData("{\"error\":\"\"}")]
    [InlineData("{\"error_description\":\"AADSTS50011\"}")]
    public void A_body_without_an_error_is_none(string? body) => ProviderError.FromBody(body).ShouldBeNull();

    [Theory]
    [InlineData("{\"error\":\"invalid_client\",\"error_codes\":[\"7000215\",1e99,-1,null]}")]
    [InlineData("{\"error\":\"invalid_client\",\"error_codes\":7000215,\"error_description\":{}}")]
    [InlineData("{\"error\":\"invalid_client\",\"error_description\":\"AADSTS99999999999999999999\"}")]
    public void A_body_with_nonsense_beside_the_error_is_read_for_the_error(string body) =>
        Explainer.Explain(ProviderError.FromBody(body)!).Mender.ShouldBe(Mender.Application);

    [Fact]
    public void Words_of_the_provider_are_one_line_of_bounded_length()
    {
        var error = ProviderError.FromCallback("invalid_request", "one\r\ntwo\tthree\u0007\u001b[31m" + new string('x', 100_000));

        error.Text.ShouldStartWith("invalid_request: one two three");
        error.Text.ShouldNotContain('\u001b');
        error.Text.Length.ShouldBeLessThan(1100);
    }
}
