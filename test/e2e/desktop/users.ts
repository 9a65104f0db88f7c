import type { OpenHome } from "../person.ts";

/** A user, as an administrator of the home sees one. */
export interface User {
  id: string;
  name: string;
  group_ids: string[];
  is_active: boolean;
  is_owner: boolean;
}

/** Users of the home who have that name. */
export async function usersNamed(
  { homeAssistant }: OpenHome,
  name: string
): Promise<User[]> {
  const socket = await homeAssistant.administer();
  try {
    const users = await socket.call<User[]>("config/auth/list");
    return users.filter((user) => user.name === name);
  } finally {
    socket.close();
  }
}

/** Switches a user off, or on again. */
export async function setActive(
  { homeAssistant }: OpenHome,
  id: string,
  isActive: boolean
): Promise<void> {
  const socket = await homeAssistant.administer();
  try {
    const change = { user_id: id, is_active: isActive };
    await socket.call("config/auth/update", change);
  } finally {
    socket.close();
  }
}
