using HelpdeskMail.Fixtures.Postgres;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.ServiceDefaults.Tests.Settings;

public sealed class ValidatedSettingsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData("", "is missing")]
    [InlineData("too short", "is too short")]
    public async Task A_wrong_setting_stops_the_service_and_names_the_key_and_a_remedy(string key, string words)
    {
        await using var app = TestService.WithKeyRing(database.ConnectionString, key).Build();

        var refused = await Should.ThrowAsync<OptionsValidationException>(() => app.StartAsync());

        refused.Message.ShouldContain("Encryption:Key");
        refused.Message.ShouldContain("Encryption__Key");
        refused.Message.ShouldContain(words);
        refused.Message.ShouldContain("openssl rand");
    }
}
