namespace HelpdeskMail.Helpdesk.Correspondents;

/// <summary>Somebody outside who writes to us, by all the addresses they are known under.</summary>
/// <param name="Id">Their id, once an agent has said something of them; null for who is only known by an address.</param>
/// <param name="Name">Their name: the one given here, else the one they last wrote under; may be empty.</param>
/// <param name="Addresses">Their addresses, lower case.</param>
/// <param name="Organisation">The organisation of their domain; null for addresses that anybody can have.</param>
/// <param name="Tickets">How many tickets they take part in, up to <see cref="CorrespondentTable.MostTickets"/>.</param>
/// <param name="OpenTickets">How many of those are open.</param>
/// <param name="Recent">The last changed of those.</param>
public sealed record Correspondent(
    Guid? Id, string Name, IReadOnlyList<string> Addresses, Organisation? Organisation, int Tickets, int OpenTickets, IReadOnlyList<EarlierTicket> Recent);
