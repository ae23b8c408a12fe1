using Dapper;
using Npgsql;

namespace HelpdeskMail.Helpdesk.MailboxAccess;

/// <summary>
/// Which mailboxes a person may work in, in the terms of SQL. Nothing of a mailbox that is closed to a reader is listed, counted, found or told of;
/// what is asked for by its number is refused by <see cref="MailboxGate"/>.
/// </summary>
internal static class OpenMailboxes
{
    /// <summary>The condition that a mailbox is open to a reader, worked out once a statement.</summary>
    /// <param name="column">Column with the mailbox's id.</param>
    /// <param name="reader">Parameter with the person's id.</param>
    public static string Condition(string column, string reader = "@reader") =>
        $"((select mailboxes_open_to({reader})) is null or {column} = any ((select mailboxes_open_to({reader}))::uuid[]))";

    /// <summary>The mailboxes that are open to a reader; null for all, which is the ordinary case and then costs the statements after it nothing.</summary>
    public static Task<Guid[]?> OfAsync(NpgsqlConnection connection, Guid reader) =>
        connection.ExecuteScalarAsync<Guid[]?>("select mailboxes_open_to(@reader)", new { reader });
}
