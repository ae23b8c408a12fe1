using System.Net;
using System.Security.Cryptography;
using Dapper;
using HelpdeskMail.Fixtures.Disks;
using HelpdeskMail.MailStore.Tests.Hosting;

namespace HelpdeskMail.MailStore.Tests.Problems;

/// <summary>A disk that is really full: the table of the bytes lies on a file system of 12 MB.</summary>
public sealed class FullDiskTests(MailStoreHost store) : IClassFixture<MailStoreHost>
{
    [Fact]
    public async Task Full_disk_is_told_keeps_what_was_stored_and_ends_when_there_is_room()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 12);
        await using var database = await store.Database.Source.OpenConnectionAsync();
        await database.ExecuteAsync($"create tablespace small location '{disk.Folder}'");
        await database.ExecuteAsync("alter table mailstore.chunk set tablespace small");
        try
        {
            var raw = Enumerable.Range(0, 12).Select(_ => RandomNumberGenerator.GetBytes(2_000_000)).ToList();
            using var client = store.As("fetch");
            var answers = new List<HttpResponseMessage>();
            foreach (var (bytes, number) in raw.Select((bytes, number) => (bytes, number)))
            {
                answers.Add(await client.PostAsync(MailStoreHost.MessageAddress($"disk/{number}"), new ByteArrayContent(bytes)));
            }

            var taken = answers.Count(answer => answer.StatusCode == HttpStatusCode.Created);
            taken.ShouldBeInRange(1, 6);
            answers.Skip(taken).ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.InsufficientStorage);
            (await answers[^1].Content.ReadAsStringAsync()).ShouldContain("store_full");
            (await database.ExecuteScalarAsync<int>("select count(*) from mailstore.receipt")).ShouldBe(taken);

            await database.ExecuteAsync("alter table mailstore.chunk set tablespace pg_default");
            for (var number = 0; number < raw.Count; number++)
            {
                (await store.StoreAsync(raw[number], $"disk/{number}")).Created.ShouldBe(number >= taken);
            }
        }
        finally
        {
            await database.ExecuteAsync("alter table mailstore.chunk set tablespace pg_default");
            await database.ExecuteAsync("drop tablespace small");
        }
    }
}
