namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>How a draft is to be sent, as chosen in the composer.</summary>
/// <param name="Quote">Whether it quotes the last mail; null for what is usual in its mailbox.</param>
/// <param name="Signature">Whether the agent's signature is put below it.</param>
/// <param name="Receipt">Whether it asks for a receipt.</param>
/// <param name="SendAfter">It is not sent before this, which may be over by now; null for at once.</param>
public sealed record DraftOptions(bool? Quote, bool Signature, bool Receipt, DateTimeOffset? SendAfter);
