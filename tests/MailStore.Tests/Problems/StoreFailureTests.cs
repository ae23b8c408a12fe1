using System.Net;
using Dapper;
using HelpdeskMail.MailStore.Tests.Hosting;

namespace HelpdeskMail.MailStore.Tests.Problems;

public sealed class StoreFailureTests(MailStoreHost store) : IClassFixture<MailStoreHost>
{
    [Theory]
    [InlineData("disk_full", HttpStatusCode.InsufficientStorage, "store_full")]
    [InlineData("read_only_sql_transaction", HttpStatusCode.ServiceUnavailable, "store_read_only")]
    [InlineData("admin_shutdown", HttpStatusCode.ServiceUnavailable, "store_unavailable")]
    public async Task Failing_database_is_a_problem_with_a_code_and_nothing_is_half_stored(string failure, HttpStatusCode status, string code)
    {
        await using var database = await store.Database.Source.OpenConnectionAsync();
        await database.ExecuteAsync(
            $"""
            create or replace function mailstore.fail() returns trigger language plpgsql as $$ begin raise {failure}; end $$;
            create trigger fail before insert on mailstore.receipt execute function mailstore.fail();
            """);
        try
        {
            using var client = store.As("fetch");
            using var answer = await client.PostAsync(MailStoreHost.MessageAddress($"fail/{failure}"), new ByteArrayContent("Subject: x\r\n\r\n"u8.ToArray()));

            answer.StatusCode.ShouldBe(status);
            (await answer.Content.ReadAsStringAsync()).ShouldContain($"\"code\":\"{code}\"");
        }
        finally
        {
            await database.ExecuteAsync("drop trigger fail on mailstore.receipt");
        }

        (await database.ExecuteScalarAsync<int>("select count(*) from mailstore.content")).ShouldBe(0);
        (await store.StoreAsync("Subject: x\r\n\r\n"u8.ToArray(), $"fail/{failure}")).Created.ShouldBeTrue();
        await database.ExecuteAsync("delete from mailstore.receipt; delete from mailstore.chunk; delete from mailstore.content");
    }
}
