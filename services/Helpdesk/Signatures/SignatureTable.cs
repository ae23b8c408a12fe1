using Dapper;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Signatures;

/// <summary>What each agent ends mails with.</summary>
public sealed class SignatureTable(NpgsqlDataSource database)
{
    private const int Longest = 4000;

    /// <summary>The signature as it was written, fields and all; empty for none.</summary>
    public async Task<string> FindAsync(Guid person, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<string?>("select text from signature where person_id = @person", new { person }) ?? "";
    }

    /// <summary>What is wrong with a signature; null when it can be kept.</summary>
    internal static string? Problem(string? text) => Pages.TooLong.Text(Translated.Of("The signature"), text, Longest);

    /// <summary>Sets it; an empty one takes it away.</summary>
    public async Task SaveAsync(Guid person, string text, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            "insert into signature (person_id, text) values (@person, @text) on conflict (person_id) do update set text = excluded.text",
            new { person, text = DatabaseText.Clean(text.ReplaceLineEndings("\n").Trim(), Longest) });
    }
}
