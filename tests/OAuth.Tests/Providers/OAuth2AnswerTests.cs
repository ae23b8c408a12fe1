using System.Net;
using System.Text;
using HelpdeskMail.OAuth.Explanations;
using HelpdeskMail.OAuth.Tokens;

namespace HelpdeskMail.OAuth.Tests.Providers;

/// <summary>Token endpoints take liberties with RFC 6749; each is met here.</summary>
public sealed class OAuth2AnswerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("""{"access_token":"t","token_type":"Bearer","expires_in":600}""", 600)]
    [InlineData("""{"access_token":"t","token_type":"bearer","expires_in":"600"}""", 600)]
    [InlineData("""{"access_token":"t","expires_in":600.9}""", 600)]
    [InlineData("""{"access_token":"t"}""", 3600)]
    [InlineData("""{"access_token":"t","expires_in":"soon"}""", 3600)]
    [InlineData("""{"access_token":"t","expires_in":-5}""", 3600)]
    [InlineData("""{"access_token":"t","expires_in":1e300}""", 2_592_000)]
    [InlineData("""{"access_token":"t","expires_in":3600000,"expires_in_sec":3600}""", 3600)]
    public void A_life_is_read_however_it_is_written(string body, int seconds) =>
        ((int)(Read(body).ShouldBeOfType<OAuth2Reply.Granted>().ExpiresAt - Now).TotalSeconds).ShouldBe(seconds);

    [Theory]
    [InlineData("""{"access_token":"t","scope":"b a"}""", "a b")]
    [InlineData("""{"access_token":"t","scope":"b,a"}""", "a b")]
    [InlineData("""{"access_token":"t","scope":""}""", "asked")]
    [InlineData("""{"access_token":"t"}""", "asked")]
    public void Scopes_are_read_however_they_are_parted(string body, string scopes) =>
        string.Join(' ', Read(body).ShouldBeOfType<OAuth2Reply.Granted>().Scopes).ShouldBe(scopes);

    [Theory]
    [InlineData(200, """{"error":"invalid_grant","error_description":"Token has been expired or revoked."}""", "invalid_grant", Mender.SigningIn)]
    [InlineData(400, """{"error":"invalid_client"}""", "invalid_client", Mender.Application)]
    [InlineData(401, """{"error":"invalid_client"}""", "invalid_client", Mender.Application)]
    [InlineData(503, """{"error":"backend"}""", "provider_unavailable", Mender.Nobody)]
    [InlineData(500, """{"error":"invalid_request","error_codes":[987654321]}""", "provider_unavailable", Mender.Nobody)]
    [InlineData(429, """{"error":"invalid_request","error_codes":[987654321]}""", "provider_throttled", Mender.Nobody)]
    [InlineData(500, """{"error":"invalid_client","error_codes":[7000222]}""", "AADSTS7000222", Mender.Application)]
    [InlineData(429, "slow down", "provider_throttled", Mender.Nobody)]
    [InlineData(502, "<html>", "provider_unavailable", Mender.Nobody)]
    [InlineData(404, "<html>", "endpoint_unreadable", Mender.Application)]
    [InlineData(200, "<html>", "endpoint_unreadable", Mender.Application)]
    [InlineData(200, "[]", "endpoint_unreadable", Mender.Application)]
    [InlineData(200, """{"access_token":17}""", "endpoint_unreadable", Mender.Application)]
    [InlineData(200, """{"access_token":"t","token_type":"mac"}""", "token_type_unknown", Mender.Application)]
    [InlineData(302, "", "endpoint_redirects", Mender.Application)]
    public void A_refusal_goes_to_the_one_who_mends_it(int status, string body, string code, Mender mender)
    {
        var explanation = Read(body, status).ShouldBeOfType<OAuth2Reply.Failed>().Refusal.Explanation;

        explanation.Code.ShouldBe(code);
        explanation.Mender.ShouldBe(mender);
    }

    [Fact]
    public void A_pause_that_is_asked_for_is_told()
    {
        using var answer = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        answer.Headers.Add("Retry-After", "77");

        var failed = OAuth2Answer.Read(answer, "", [], Now).ShouldBeOfType<OAuth2Reply.Failed>();

        failed.Refusal.RetryAfter.ShouldBe(TimeSpan.FromSeconds(77));
    }

    [Theory]
    [InlineData("""{"device_code":"d","user_code":"U","verification_uri":"https://a.example/d"}""", "https://a.example/d")]
    [InlineData("""{"device_code":"d","user_code":"U","verification_url":"https://a.example/d","expires_in":9e9,"interval":0}""", "https://a.example/d")]
    [InlineData("""{"device_code":"d","user_code":"U","verification_uri":"javascript:alert(1)"}""", null)]
    [InlineData("""{"device_code":"d","user_code":"U"}""", null)]
    [InlineData("""{"user_code":"U","verification_uri":"https://a.example/d"}""", null)]
    [InlineData("nonsense", null)]
    public void Device_codes_are_read_with_an_address_a_browser_may_be_led_to(string body, string? address) => DeviceCodes.Read(body)?.Address.ShouldBe(address);

    [Theory]
    [InlineData("""{"email":"a@b.c"}""", "email", "a@b.c")]
    [InlineData("""{"user":{"mail":"a@b.c"}}""", "user.mail", "a@b.c")]
    [InlineData("""{"user.mail":"a@b.c"}""", "user.mail", "a@b.c")]
    [InlineData("""{"user":["a@b.c"]}""", "user.mail", null)]
    [InlineData("nonsense", "email", null)]
    public void An_address_is_found_by_a_dotted_path(string json, string path, string? address) => JsonPath.Text(json, path).ShouldBe(address);

    [Theory]
    [InlineData("AADSTS50076", Mender.TenantAdmin, "can never give")]
    [InlineData("AADSTS50126", Mender.SigningIn, "login or the password")]
    [InlineData("AADSTS65001", Mender.TenantAdmin, "application has no consent")]
    public void What_a_password_grant_can_never_do_is_said(string code, Mender mender, string words)
    {
        var refined = PasswordGrantWords.Refine(EntraCatalogue.Find(int.Parse(code["AADSTS".Length..], System.Globalization.CultureInfo.InvariantCulture))!);

        refined.Mender.ShouldBe(mender);
        refined.What.ShouldContain(words);
    }

    private static OAuth2Reply Read(string body, int status = 200)
    {
        using var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8) };
        return OAuth2Answer.Read(answer, body, ["asked"], Now);
    }
}
