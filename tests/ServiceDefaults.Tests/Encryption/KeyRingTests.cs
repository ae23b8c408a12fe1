using System.Security.Cryptography;
using Dapper;
using HelpdeskMail.Fixtures.Postgres;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.ServiceDefaults.Tests.Encryption;

public sealed class KeyRingTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task What_one_replica_sealed_another_opens_and_the_database_alone_cannot()
    {
        await using var first = await StartAsync(TestService.EncryptionKey);
        await using var second = await StartAsync(TestService.EncryptionKey);

        var sealedText = Protector(first).Protect("a refresh token");

        Protector(second).Unprotect(sealedText).ShouldBe("a refresh token");
        await using var connection = await database.Source.OpenConnectionAsync();
        var stored = string.Concat(await connection.QueryAsync<string>("select xml from tested.key_ring"));
        stored.ShouldContain("sealed");
        stored.ShouldNotContain("masterKey");
    }

    [Fact]
    public async Task A_replaced_key_still_opens_what_the_older_one_sealed()
    {
        await using var before = await StartAsync(TestService.EncryptionKey);
        var sealedText = Protector(before).Protect("a refresh token");

        await using var after = await StartAsync("a newer encryption key, long enough too", TestService.EncryptionKey);

        Protector(after).Unprotect(sealedText).ShouldBe("a refresh token");
    }

    [Fact]
    public async Task An_older_key_can_be_given_up_after_one_start_with_both()
    {
        const string Newer = "a newer encryption key, long enough too";
        await using var before = await StartAsync(TestService.EncryptionKey);
        var sealedText = Protector(before).Protect("a refresh token");
        await using (await StartAsync(Newer, TestService.EncryptionKey))
        {
            // The start has sealed the ring under the newer key.
        }

        await using var after = await StartAsync(Newer);

        Protector(after).Unprotect(sealedText).ShouldBe("a refresh token");
        await using var late = await StartAsync(TestService.EncryptionKey);
        Should.Throw<CryptographicException>(() => Protector(late).Unprotect(sealedText));
    }

    [Fact]
    public async Task A_wrong_key_opens_nothing()
    {
        await using var right = await StartAsync(TestService.EncryptionKey);
        var sealedText = Protector(right).Protect("a refresh token");

        await using var wrong = await StartAsync("quite another encryption key than before");

        Should.Throw<CryptographicException>(() => Protector(wrong).Unprotect(sealedText));
    }

    private static IDataProtector Protector(WebApplication app) =>
        app.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("tokens");

    private async Task<WebApplication> StartAsync(string key, params string[] olderKeys)
    {
        var app = TestService.WithKeyRing(database.ConnectionString, key, olderKeys).Build();
        await app.StartAsync();
        return app;
    }
}
