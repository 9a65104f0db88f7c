package io.github.haexternallogin.companion;

import com.getcapacitor.BridgeActivity;

public class MainActivity extends BridgeActivity {}
