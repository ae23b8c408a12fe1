namespace HelpdeskMail.Helpdesk.Transfer;

/// <summary>What came of an import.</summary>
/// <param name="Entries">Mails that became entries.</param>
/// <param name="Copies">Mails that were here already.</param>
/// <param name="Kept">Mails that became no entry; they are listed as failed mail with their reason.</param>
/// <param name="Others">Files of an archive that are named like mails and are none; they are left out.</param>
/// <param name="Tickets">The tickets they are in.</param>
public sealed record ImportAnswer(int Entries, int Copies, int Kept, int Others, IReadOnlyList<long> Tickets);
