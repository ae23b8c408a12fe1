using Npgsql;

namespace HelpdeskMail.Fetch.Taking;

/// <summary>How it is kept which messages of a folder are done with: by a cursor where keys have an order, else key by key.</summary>
internal interface IReadingPlace
{
    /// <summary>Notes settled messages as part of the caller's transaction, in which the stored ones' actions are noted too.</summary>
    Task AdvanceAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<SettledMessage> settled);

    /// <summary>Whether more is done with than was noted.</summary>
    bool IsBehind { get; }

    /// <summary>Everything up to here in the order of reading is settled, or gone from the server; kept with the next <see cref="AdvanceAsync"/>.</summary>
    /// <param name="count">Number of keys from the beginning of the run.</param>
    void Passed(int count);
}
