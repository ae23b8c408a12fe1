using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Stack;
using Npgsql;

namespace HelpdeskMail.Integration.Tests;

/// <summary>The helpdesk as a program uses it: by its API with an administrator's key. What is committed is counted in the database itself.</summary>
internal sealed class HelpdeskCalls : IDisposable
{
    /// <summary>How long what an outage has put off is waited for: the pauses between attempts double while it lasts, and it lasts longer where the machine is busy.</summary>
    public static readonly TimeSpan AfterOutage = TimeSpan.FromMinutes(3);

    private readonly HttpClient client;

    private HelpdeskCalls(HttpClient client, NpgsqlDataSource database)
    {
        this.client = client;
        Database = database;
    }

    public NpgsqlDataSource Database { get; }

    /// <summary>System emails, by the same key.</summary>
    public SystemEmailCalls SystemEmails => new(client);

    /// <summary>Makes an administrator and a key by the database, which is quicker than by the pages; those have tests of their own.</summary>
    public static async Task<HelpdeskCalls> CreateAsync(RunningStack stack)
    {
        var database = NpgsqlDataSource.Create(stack.ConnectionString);
        var key = $"hdm_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24))}";
        await using var connection = await database.OpenConnectionAsync();
        var person = Guid.NewGuid();
        await connection.ExecuteAsync(
            """
            insert into helpdesk.person (id, email, name, role, security_stamp) values (@person, @email, 'Test Administrator', 'Admin', 'x');
            insert into helpdesk.api_key (id, name, hash, hint, role, created_by) values (gen_random_uuid(), 'tests', @hash, 'hdm_…', 'Admin', @person);
            """,
            new { person, email = $"{person:N}@helpdesk.example", hash = SHA256.HashData(Encoding.UTF8.GetBytes(key)) });
        var client = stack.CreateClient("helpdesk");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return new HelpdeskCalls(client, database);
    }

    /// <summary>Number of the ticket whose subject is exactly this, once it is there.</summary>
    public async Task<long> AwaitTicketAsync(string subject)
    {
        var number = await Eventually.ValueAsync($"a ticket «{subject}»", async () =>
        {
            await using var connection = await Database.OpenConnectionAsync();
            return (object?)await connection.ExecuteScalarAsync<long?>("select number from helpdesk.ticket where subject = @subject", new { subject });
        }, AfterOutage);
        return (long)number;
    }

    /// <summary>Runs a query that gives one number.</summary>
    public async Task<long> CountAsync(string sql, object? parameters = null)
    {
        await using var connection = await Database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long>(sql, parameters);
    }

    public Task<JsonElement> GetAsync(string path) => client.GetFromJsonAsync<JsonElement>(path);

    public Task<byte[]> BytesAsync(string path) => client.GetByteArrayAsync(path);

    public Task<HttpResponseMessage> PostAsync(string path, object body) => client.PostAsJsonAsync(path, body);

    /// <summary>Asks for a reply to a ticket's customer; true when the helpdesk has accepted it, now or before.</summary>
    public async Task<bool> TryReplyAsync(long ticket, Guid replyId, string text)
    {
        using var answer = await PostAsync($"/api/v1/tickets/{ticket}/replies", new { replyId, text });
        return answer.IsSuccessStatusCode;
    }

    public void Dispose()
    {
        client.Dispose();
        Database.Dispose();
    }
}
