namespace HelpdeskMail.AppHost.LocalHosting.Ports;

/// <summary>An endpoint that listens on another port than it asked for, because somebody else has that one.</summary>
internal sealed record MovedPort(string Resource, string Endpoint, int Wanted, int Port);
